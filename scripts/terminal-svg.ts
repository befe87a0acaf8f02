import { createColorPalette, parseAnsiSequences } from 'ansi-sequence-parser'

type Token = ReturnType<typeof parseAnsiSequences>[number]

const columnWidth = 8.4
const lineHeight = 19
const padding = 18
const palette = createColorPalette({
  black: '#45475a',
  red: '#f38ba8',
  green: '#a6e3a1',
  yellow: '#f9e2af',
  blue: '#89b4fa',
  magenta: '#f5c2e7',
  cyan: '#94e2d5',
  white: '#bac2de',
  brightBlack: '#7f849c',
  brightRed: '#f38ba8',
  brightGreen: '#a6e3a1',
  brightYellow: '#f9e2af',
  brightBlue: '#89b4fa',
  brightMagenta: '#f5c2e7',
  brightCyan: '#94e2d5',
  brightWhite: '#ffffff',
})

/** Returns a terminal screen with ANSI colours as an SVG picture, `columns` wide. */
export function terminalSvg(screen: string, columns: number, title: string): string {
  const lines = screen.replace(/\s+$/, '').split('\n')
  const width = Math.ceil(columns * columnWidth + 2 * padding)
  const height = lines.length * lineHeight + 2 * padding
  const text = lines.map((line, row) => {
    const y = padding + (row + 0.75) * lineHeight
    const spans = parseAnsiSequences(line).map(spanOf).join('')
    return `<text x="${padding}" y="${y}" xml:space="preserve">${spans}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="10" fill="#1e1e2e"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#cdd6f4">
${text.join('\n')}
</g>
</svg>
`
}

function spanOf({ value, foreground, decorations }: Token): string {
  const attributes = [
    foreground === null ? '' : ` fill="${palette.value(foreground)}"`,
    decorations.has('bold') ? ' font-weight="bold"' : '',
    decorations.has('dim') ? ' opacity="0.6"' : '',
    decorations.has('underline') ? ' text-decoration="underline"' : '',
  ]
  const text = escaped(value)
  return attributes.join('') === '' ? text : `<tspan${attributes.join('')}>${text}</tspan>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
