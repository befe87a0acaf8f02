import { assignedToField } from '../config/struct-fields.ts'
import { callsOf } from '../go/calls.ts'
import { sourceOf } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'
import { typeOf } from '../go/types.ts'
import type { Evaluator } from '../values/evaluate.ts'
import type { Listener } from './listener.ts'

const web = 'github.com/prometheus/exporter-toolkit/web'

/** Returns the listeners of Prometheus exporters: by the flag of the toolkit, or by what they give it. */
export function toolkitListeners(evaluator: Evaluator): readonly Listener[] {
  return [...byFlag(evaluator), ...byConfig(evaluator)]
}

function byFlag(evaluator: Evaluator): readonly Listener[] {
  const calls = callsOf(`${web}/kingpinflag`, ['AddFlags'], evaluator.program)
  return calls.flatMap((place): readonly Listener[] => {
    const address = argumentsOf(place.node)[1]
    if (address === undefined) return []
    const values = evaluator.valuesOf({ node: address, file: place.file })
    const source = sourceOf(place)
    return [
      {
        place,
        protocol: 'http',
        addresses: values.map((value) => ({
          kind: 'setting' as const,
          flag: 'web.listen-address',
          default: value,
          source,
        })),
      },
    ]
  })
}

/** `web.ListenAndServe(server, &web.FlagConfig{WebListenAddresses: &[]string{…}}, logger)` */
function byConfig({ program, valuesOf }: Evaluator): readonly Listener[] {
  return callsOf(web, ['ListenAndServe'], program).flatMap((place): readonly Listener[] => {
    const config = argumentsOf(place.node)[1]
    const type =
      config === undefined ? undefined : typeOf({ node: config, file: place.file }, program)
    // One of an older version is the name of a file, and one of kingpinflag has its flag.
    if (type?.package !== web || type.name !== 'FlagConfig') return []
    const given = assignedToField('WebListenAddresses', type, program)
    const addresses = given.flatMap(({ value, file }) =>
      value === undefined ? [] : valuesOf({ node: value, file }),
    )
    return [{ place, protocol: 'http', addresses }]
  })
}
