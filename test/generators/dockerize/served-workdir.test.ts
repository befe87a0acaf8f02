import { describe, expect, test } from 'vitest'
import { mainIn, program } from './facts.ts'

const serving = (folder: string, before = '', more: readonly string[] = []) =>
  program(
    ['net/http', ...more],
    `${before}\thttp.Handle("/", http.FileServer(${folder}))\n\thttp.ListenAndServe(":8080", nil)`,
  )

describe('the folder that a program is started in', () => {
  test.each([
    ['a literal', serving('http.Dir(".")'), 8],
    ['the folder of os.DirFS', serving('http.FS(os.DirFS("./"))', '', ['os']), 9],
    ['the working directory', serving('http.Dir(dir)', '\tdir, _ := os.Getwd()\n', ['os']), 10],
    [
      'the default of a flag',
      serving('http.Dir(*dir)', '\tdir := flag.String("dir", ".", "")\n', ['flag']),
      10,
    ],
    [
      'that of a router',
      program(
        ['github.com/gin-gonic/gin'],
        '\tr := gin.Default()\n\tr.Static("/", ".")\n\tr.Run()',
      ),
      9,
    ],
  ])('is served by %s', async (_, code, line) => {
    expect((await mainIn({ 'main.go': code })).servedWorkdir).toBe(`main.go:${line}`)
  })

  test.each([
    ['another one', serving('http.Dir("public")')],
    ['the root', serving('http.Dir("/")')],
    ['one that an argument names', serving('http.Dir(os.Args[1])', '', ['os'])],
    ['one below it', serving('http.Dir(filepath.Join(".", "www"))', '', ['path/filepath'])],
    [
      'it where a flag says so',
      program(
        ['flag', 'net/http'],
        '\tdev := flag.Bool("dev", false, "")\n\tif *dev {\n\t\thttp.Handle("/", http.FileServer(http.Dir(".")))\n\t}\n\thttp.ListenAndServe(":8080", nil)',
      ),
    ],
  ])('is not served by a program that serves %s', async (_, code) => {
    expect((await mainIn({ 'main.go': code })).servedWorkdir).toBeUndefined()
  })
})
