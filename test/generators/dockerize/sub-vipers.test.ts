import { describe, expect, test } from 'vitest'
import { mainIn, portsOf, program } from './facts.ts'

const imports = ['net/http', 'github.com/spf13/viper']
const helper =
  '\nfunc sub(v *viper.Viper, key string) *viper.Viper {\n\tif n := v.Sub(key); n != nil {\n\t\treturn n\n\t}\n\treturn viper.New()\n}\n'
const start = '\tv := viper.New()\n\tv.SetEnvPrefix("GSD")\n\tv.AutomaticEnv()\n'

describe('keys of a part of a configuration', () => {
  test('are not those of the same name in another part', async () => {
    const main = await mainIn({
      'main.go': program(
        imports,
        `${start}\tg := sub(v, "graphite")\n\tg.SetDefault("address", "localhost:2003")\n\tw := sub(v, "web")\n\tw.SetDefault("address", "127.0.0.1:8080")\n\thttp.ListenAndServe(w.GetString("address"), nil)`,
        helper,
      ),
    })
    expect(portsOf(main)).toEqual(['8080 http on 127.0.0.1 (main.go:15)'])
    expect(main.env).toEqual([])
  })

  test('are not those of the same name outside of it', async () => {
    const main = await mainIn({
      'main.go': program(
        imports,
        `${start}\tv.SetDefault("address", ":2003")\n\tw := v.Sub("web")\n\tw.SetDefault("address", ":8080")\n\thttp.ListenAndServe(w.GetString("address"), nil)\n\tprintln(v.GetString("address"))`,
      ),
    })
    expect(portsOf(main)).toEqual(['8080 http (main.go:14)'])
    expect(main.env.map(({ name }) => name)).toEqual(['GSD_ADDRESS'])
  })

  test('have their values in that part of a file', async () => {
    const main = await mainIn({
      'main.go': program(
        imports,
        '\tviper.SetConfigFile("config.yaml")\n\tviper.ReadInConfig()\n\tw := viper.Sub("web").Sub("public")\n\thttp.ListenAndServe(w.GetString("address"), nil)',
      ),
      'config.yaml':
        'address: ":1111"\nweb:\n  address: ":2222"\n  public:\n    address: ":3333"\n',
    })
    expect(portsOf(main)).toEqual(['3333 http (config.yaml:5)'])
  })

  test('are found by their whole name, too', async () => {
    const main = await mainIn({
      'main.go': program(
        imports,
        '\tviper.SetDefault("web.address", ":4444")\n\tw := viper.Sub("web")\n\thttp.ListenAndServe(w.GetString("address"), nil)',
      ),
    })
    expect(portsOf(main)).toEqual(['4444 http (main.go:9)'])
  })
})
