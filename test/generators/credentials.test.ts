import { expect, test } from 'vitest'
import {
  credentialIn,
  credentialInCommand,
  withoutCredentials,
} from '../../generators/credentials.ts'

// In parts, so that scanners find no key here.
const stripe = ['sk', 'live', '51H8abcdefghijkl'].join('_')
const github = ['ghp', '16C7e42F292c6912E7710c838347Ae178B4a'].join('_')

test.each([
  ['test: mysqladmin ping -uroot -phunter2', 'test: mysqladmin ping -uroot -p…'],
  [
    'test: ["CMD", "mysqladmin", "ping", "-phunter2"]',
    'test: ["CMD", "mysqladmin", "ping", "-p…"]',
  ],
  ['command: redis-cli -a hunter2 ping', 'command: redis-cli -a … ping'],
  ['CMD ["/app", "--password", "hunter2"]', 'CMD ["/app", "--password", "…"]'],
  [`STRIPE: ${stripe}`, 'STRIPE: …'],
  [
    `RUN git clone https://oauth2:${github}@github.com/a/b`,
    'RUN git clone https://oauth2:…@github.com/a/b',
  ],
  [
    'RUN echo "machine github.com login a password hunter2" > ~/.netrc',
    'RUN echo "machine github.com login a password …" > ~/.netrc',
  ],
  [`CONFIG: '{"password":"hunter2"}'`, `CONFIG: '{"password":"…`],
  ['CONFIG: "{\\"db_password\\":\\"hunter2\\"}"', 'CONFIG: "{\\"db_password\\":\\"…'],
  ['DSN: a:hunter2@(db:3306)/a', 'DSN: a:…@(db:3306)/a'],
])('%s is shown without its secret', (line, shown) => {
  expect(withoutCredentials(line)).toBe(shown)
})

test.each([
  'test: mysqladmin ping -u root -p$MYSQL_ROOT_PASSWORD',
  'test: mysqladmin ping --protocol tcp -P3306 -h db',
  'RUN mkdir -p /app && mysql --version',
  'RUN mysql_config; mkdir -p/app',
  'command: redis-cli -h db -p 6379 ping',
  'RUN apk add password-store',
  'image: npm_package',
])('%s has no secret', (line) => {
  expect(withoutCredentials(line)).toBe(line)
  expect(credentialInCommand(line)).toBeUndefined()
})

test('a key is a credential whatever its name, and no password', () => {
  expect(credentialIn('STRIPE', stripe)).toEqual({ form: 'literal', isPassword: false })
  expect(credentialInCommand(`git clone https://x/${github}`)).toEqual({
    form: 'literal',
    isPassword: false,
  })
})
