import { expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

test('of the folders in which viper looks for a file, it needs one', async () => {
  const { files } = await mainIn({
    'main.go': program(
      ['github.com/spf13/viper'],
      '\tviper.AddConfigPath("./configs")\n\tviper.AddConfigPath("../configs")\n\tviper.AddConfigPath(".")\n\tif err := viper.ReadInConfig(); err != nil {\n\t\tpanic(err)\n\t}',
    ),
    'config.yaml': '',
    'configs/config.yaml': '',
  })
  const shared = { access: 'read', required: true, isOneOf: true, source: 'main.go:8' }
  expect(files).toEqual([
    { path: 'configs/config.yaml', at: 'configs/config.yaml', ...shared },
    { path: 'config.yaml', at: 'config.yaml', ...shared },
  ])
})
