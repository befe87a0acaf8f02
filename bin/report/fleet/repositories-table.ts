import type { Finding } from '../../../generators/finding.ts'
import type { Repository, Status } from '../../fleet/fleet.ts'
import { type Html, html } from './html.ts'
import {
  counted,
  driftIn,
  layerIn,
  longestMessage,
  shortened,
  someLayers,
  statusWords,
} from './words.ts'

/** How many repositories, and findings of each, the page shows, so that it can be opened. */
const [mostRepositories, mostFindings] = [2000, 100]

/** The columns after the name and the status. */
const columns = ['Drifted files', 'Errors', 'Warnings', 'Notes'] as const

/** Returns the table of the repositories, each with its findings to unfold. */
export function repositoriesTable(repositories: readonly Repository[]): Html {
  const shown = repositories.slice(0, mostRepositories)
  const left = repositories.length - shown.length
  return html`<section>
<h2>Repositories, worst first</h2>
<div class="wide"><table class="repositories">
<thead><tr>
<th scope="col">Repository</th><th scope="col">Status</th>
${columns.map((column) => html`<th scope="col" class="number">${column}</th>`)}
<th scope="col">Layers</th>
</tr></thead>
${shown.map(repositoryRows)}
</table></div>
${left > 0 ? html`<p class="more">and ${left} more: --format json has them all</p>` : ''}
</section>`
}

const signs: Readonly<Record<Status, string>> = {
  unchecked: '?',
  errors: '✗',
  warnings: '!',
  clean: '✓',
}

const labels: Readonly<Record<Status, string>> = {
  ...statusWords,
  unchecked: 'not checked',
  errors: 'errors',
  warnings: 'warnings',
}

function repositoryRows(repository: Repository): Html {
  const { name, status, counts, directory, version } = repository
  const numbers = [counts.errors, counts.warnings, counts.notes]
  const origin = [
    ...(directory === null ? [] : [directory]),
    ...(version === null ? [] : [`checked by create-go-docker ${version}`]),
  ].join(', ')
  return html`<tbody>
<tr>
<th scope="row" title="${told(origin)}">${shortened(name)}</th>
<td><span class="badge ${status}"><span aria-hidden="true">${signs[status]}</span> ${labels[status]}</span></td>
${
  status === 'unchecked'
    ? html`<td colspan="${columns.length + 1}">${repository.problems.map(problem)}</td>`
    : html`<td class="number${counts.drifted === 0 ? ' none' : ''}">${driftIn(counts)}</td>
${numbers.map((number) => html`<td class="number${number === 0 ? ' none' : ''}">${number}</td>`)}
<td>${layerChips(repository)}</td>`
}
</tr>
${findingsRow(repository)}
</tbody>
`
}

/** Marks a layer of which another repository has a later version. */
export const behindMark = html` <i class="behind">behind</i>`

function layerChips(repository: Repository): readonly Html[] {
  const { shown, more } = someLayers(repository)
  const chips = shown.map(
    (layer) => html`<span class="layer">${layerIn(layer)}${layer.behind ? behindMark : ''}</span> `,
  )
  return [...chips, ...more.map((words) => html`<small>${words}</small>`)]
}

function problem({ message, remedy }: Repository['problems'][number]): Html {
  return html`<p class="problem">${told(message)}${remedyOf(remedy)}</p>`
}

function findingsRow({ findings }: Repository): Html {
  if (findings.length === 0) return html``
  const left = findings.length - mostFindings
  return html`<tr class="findings"><td colspan="${columns.length + 3}">
<details><summary>${counted(findings.length, 'finding')}</summary>
<ul>${findings.slice(0, mostFindings).map(findingItem)}</ul>
${left > 0 ? html`<p class="more">and ${left} more: create-go-docker check shows them</p>` : ''}
</details>
</td></tr>`
}

const tones = { error: 'errors', warning: 'warnings', info: 'info' } as const
const marks = { error: '✗', warning: '!', info: '·' } as const
const words = { error: 'Error', warning: 'Warning', info: 'Note' } as const

function findingItem({ severity, rule, file, line, message, remedy }: Finding): Html {
  const place = line === null || file === null ? '' : html` <small>${told(file)}:${line}</small>`
  return html`<li><span class="mark ${tones[severity]}" role="img" aria-label="${words[severity]}">${marks[severity]}</span>
<div>${told(message)}${place} <code class="rule">${told(rule)}</code>${remedyOf(remedy)}</div></li>
`
}

function remedyOf(remedy: string | null): Html {
  return remedy === null ? html`` : html`<br><small>${told(remedy)}</small>`
}

function told(text: string): string {
  return shortened(text, longestMessage)
}
