import { type Fleet, type Status, statuses } from '../../fleet/fleet.ts'
import { type Html, html } from './html.ts'
import { pageStyle } from './page-style.ts'
import { behindMark, repositoriesTable } from './repositories-table.ts'
import { layerIn, repositoryCount, shortened, statusWords } from './words.ts'

/** How many rows each table of the summary has. */
const most = 10

/**
 * Returns a report as an HTML page: a summary, and a table with the findings of each repository.
 * It contains no scripts and refers to nothing outside, and everything that was read is escaped.
 */
export function fleetPage(fleet: Fleet, date: Date): string {
  const { repositories, totals } = fleet
  const match = repositories.length === 1 ? 'matches its template' : 'match their templates'
  const title = `${totals.clean} of ${repositoryCount(repositories)} ${match}`
  const day = date.toISOString().slice(0, 10)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p>Each compared with what create-go-docker wrote to it · <time datetime="${day}">${day}</time></p>
</header>
<main>
${summary(totals, repositories.length)}
<div class="panels">
${layersPanel(fleet)}
${driftPanel(fleet)}
</div>
${repositoriesTable(repositories)}
</main>
</body>
</html>`.markup
}

function summary(totals: Fleet['totals'], all: number): Html {
  const share = (status: Status): Html =>
    html`<span class="${status}" style="flex-grow: ${totals[status]}"></span>`
  const tile = (status: Status): Html =>
    html`<li class="${status}${totals[status] === 0 ? ' none' : ''}"><b>${totals[status]}</b> ${statusWords[status]}</li>`
  return html`<section aria-label="Summary">
<div class="bar" aria-hidden="true">${all === 0 ? '' : statuses.filter((status) => totals[status] > 0).map(share)}</div>
<ul class="tiles">${statuses.map(tile)}</ul>
</section>`
}

function layersPanel({ layers, repositories }: Fleet): Html {
  if (layers.length === 0) return html``
  const rows = layers.slice(0, most).map(
    ({ name, version, behind, repositories: count }) => html`<tr>
<th scope="row">${layerIn({ name, version })}${behind ? behindMark : ''}</th>
<td>${meter(count, repositories.length, behind ? 'warnings' : 'clean')}</td><td class="number">${count}</td>
</tr>`,
  )
  return panel('Layer versions', ['Layer', 'Repositories'], rows, layers.length)
}

function driftPanel({ drifted, repositories }: Fleet): Html {
  if (drifted.length === 0) return html``
  const rows = drifted.slice(0, most).map(
    ({ path, repositories: count }) => html`<tr>
<th scope="row"><code>${shortened(path)}</code></th>
<td>${meter(count, repositories.length, 'errors')}</td><td class="number">${count}</td>
</tr>`,
  )
  return panel('Files that drifted most', ['File', 'Repositories'], rows, drifted.length)
}

function panel(
  title: string,
  [what, count]: readonly [string, string],
  rows: readonly Html[],
  all: number,
): Html {
  const left = all - rows.length
  return html`<section class="panel">
<h2>${title}</h2>
<table><thead><tr><th scope="col">${what}</th><th scope="col" colspan="2" class="number">${count}</th></tr></thead>
<tbody>${rows}</tbody></table>
${left > 0 ? html`<p class="more">and ${left} more</p>` : ''}
</section>`
}

/** A bar that shows a share; the number next to it says the same. */
function meter(count: number, all: number, tone: Status): Html {
  const percent = Math.round((100 * count) / all)
  return html`<div class="meter" aria-hidden="true"><span class="${tone}" style="width: ${percent}%"></span></div>`
}
