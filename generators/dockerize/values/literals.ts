import { assignmentsInScope } from '../go/assignments.ts'
import type { Program } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { expressionIn, named, stringOf } from '../go/syntax.ts'
import { typeNamed } from '../go/types.ts'
import { elementsIn } from './expressions.ts'
import { joined, textOf, type Value } from './value.ts'

/**
 * Returns the values of the elements of a list, the address that `net.UDPAddr{Port: 53}` is, or the text
 * of `url.URL{Scheme: "file", Opaque: path}` without its query.
 */
export function ofLiteral(
  place: Place,
  program: Program,
  evaluate: (part: Place) => readonly Value[],
): readonly Value[] {
  const { node, file } = place
  const type = node.childForFieldName('type')
  if (/^(?:slice|array|implicit_length_array)_type$/.test(type?.type ?? '')) {
    const elements = elementsIn(node)
    const values = elements.flatMap((one) => evaluate({ node: one, file }))
    return elements.length < 2 ? values : values.map(asElement)
  }
  const name = type === null ? undefined : typeNamed({ node: type, file }, program)
  const isUrl = name?.package === 'net/url' && name.name === 'URL'
  const isAddress = name?.package === 'net' && /^(?:TCP|UDP)Addr$/.test(name.name)
  if (!isUrl && !isAddress) return []
  const text = (content: string): readonly Value[] => [
    { kind: 'text', text: content, source: sourceOf(place) },
  ]
  const fields = named(node.childForFieldName('body'))
  const valuesIn = (field: string) => {
    const [value] = fields
      .filter((one) => named(one)[0]?.text === field)
      .map((one) => named(one)[1])
    const part = expressionIn(value)
    if (part?.type === 'composite_literal') return bytesIn(part)
    return part === undefined ? undefined : evaluate({ node: part, file })
  }
  /** `[]byte{127, 0, 0, 1}` */
  const bytesIn = (list: Place['node']) =>
    text(
      elementsIn(list)
        .map((one) => one.text)
        .join('.'),
    )
  if (isUrl) return ofUrl()
  return joined([valuesIn('IP') ?? text(''), text(':'), valuesIn('Port') ?? text('0')])

  function ofUrl(): readonly Value[] {
    if (valuesIn('User') !== undefined) return []
    const opaque = valuesIn('Opaque')
    const rest =
      opaque === undefined
        ? [text('//'), valuesIn('Host') ?? text(''), valuesIn('Path') ?? text('')]
        : [opaque]
    return joined([valuesIn('Scheme') ?? text(''), text(':'), ...rest])
  }
}

/** Returns the values of an element of a variable that is the literal of a map: `defaults["bin"]`. */
export function ofMapElement(
  { node, file }: Place,
  program: Program,
  evaluate: (part: Place) => readonly Value[],
): readonly Value[] {
  const [map, key] = [node.childForFieldName('operand'), node.childForFieldName('index')]
  if (map?.type !== 'identifier' || key === null) return []
  const wanted = new Set(evaluate({ node: key, file }).flatMap((value) => textOf(value) ?? []))
  if (wanted.size === 0) return []
  return assignmentsInScope({ node: map, file }, program).flatMap(({ value, file: other }) => {
    if (value?.childForFieldName('type')?.type !== 'map_type') return []
    return named(value.childForFieldName('body')).flatMap((element) => {
      const [name, one] = named(element).map(expressionIn)
      const text = name === undefined ? undefined : stringOf(name)
      return one === undefined || text === undefined || !wanted.has(text)
        ? []
        : evaluate({ node: one, file: other })
    })
  })
}

function asElement(value: Value): Value {
  return value.kind === 'text' ? { ...value, isOneOf: true } : value
}
