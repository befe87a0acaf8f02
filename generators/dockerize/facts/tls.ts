import type { Source } from '../facts.ts'
import { assignmentsOf } from '../go/assignments.ts'
import { callsOf } from '../go/calls.ts'
import { filesMentioning, importsOf, type Program } from '../go/program.ts'
import { type Place, sourceOf } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'

/** Functions that connect by HTTP with the program's own client: the position of the address. */
const requests = [
  ['net/http', 'NewRequest', 1],
  ['net/http', 'NewRequestWithContext', 2],
] as const

/** Functions that connect with what the system trusts: the position of the address. */
const connects = [
  ['net/http', 'Get', 0],
  ['net/http', 'Head', 0],
  ['net/http', 'Post', 0],
  ['net/http', 'PostForm', 0],
] as const

/** Functions that always use TLS: the position of what they trust; undefined if the system decides. */
const secured = [
  ['crypto/tls', 'Dial', 2],
  ['crypto/tls', 'DialWithDialer', 3],
  ['net/smtp', 'SendMail', undefined],
  ['google.golang.org/grpc/credentials', 'NewTLS', 0],
  ['google.golang.org/grpc/credentials', 'NewClientTLSFromCert', 0],
] as const

/** What trusts certificates of its own, or any. */
const ownTrust = /\bRootCAs\s*[:=]|\bInsecureSkipVerify\s*[:=]\s*true\b|\bNewCertPool\(/

/** Modules that speak to a service on the internet. */
const hosted =
  /^(cloud\.google\.com\/go\/(?!compute\/metadata)|google\.golang\.org\/(api\/(?!iterator|googleapi)|genai)|firebase\.google\.com\/go|github\.com\/(aws\/aws-sdk-go|Azure\/azure-sdk-for-go|Azure\/azure-storage|stripe\/stripe-go|getsentry\/sentry-go|slack-go\/slack|twilio\/twilio-go|sendgrid\/sendgrid-go|mailgun\/mailgun-go|sashabaranov\/go-openai|openai\/openai-go|anthropics\/anthropic-sdk-go|google\/go-github|google\/generative-ai-go|xanzy\/go-gitlab|bwmarrin\/discordgo|go-telegram-bot-api|go-telegram\/bot|tucnak\/telebot|mymmrac\/telego|PaulSonOfLars\/gotgbot|minio\/minio-go|cloudflare\/cloudflare-go|digitalocean\/godo|hashicorp\/vault\/api|PagerDuty|DataDog|newrelic|aliyun|tencentcloud|go-resty\/resty|imroc\/req|gojek\/heimdall|hashicorp\/go-retryablehttp|parnurzeal\/gorequest|go-mail\/mail|wneessen\/go-mail|gocolly\/colly|mmcdole\/gofeed|coreos\/go-oidc|markbates\/goth|go-git\/go-git)|golang\.org\/x\/(oauth2|crypto\/acme)|gopkg\.in\/(gomail|mail|telebot|tucnak\/telebot)\.)/

/**
 * Returns where a program opens TLS connections to others. An address that is not known counts: it
 * may well be one of https.
 */
export function tlsOf(program: Program): readonly Source[] {
  const byHttp = [...connects, ...(hasOwnClient(program) ? [] : requests)]
  const plain = byHttp.flatMap(([path, name, index]) =>
    callsOf(path, [name], program).flatMap((call) => {
      const address = argumentsOf(call.node)[index]
      if (address === undefined) return []
      return isPlain({ node: address, file: call.file }, program) ? [] : [sourceOf(call)]
    }),
  )
  const always = secured.flatMap(([path, name, index]) =>
    callsOf(path, [name], program).flatMap((call) => {
      const trusted = index === undefined ? undefined : argumentsOf(call.node)[index]
      const isOwn =
        trusted !== undefined &&
        valuesOf({ node: trusted, file: call.file }, program).some((text) => ownTrust.test(text))
      return isOwn ? [] : [sourceOf(call)]
    }),
  )
  const imports = importsOf(program)
    .filter(({ path }) => hosted.test(path))
    .map(({ source }) => source)
  return [...new Set([...plain, ...always, ...imports])]
}

/** Returns whether a client of the program trusts other certificates than the system, or asks a socket. */
function hasOwnClient({ files }: Program): boolean {
  const trusting = ['RootCAs', 'InsecureSkipVerify'].flatMap((word) => filesMentioning(word, files))
  const dialing = filesMentioning('DialContext', files)
  return (
    trusting.some(({ text }) => ownTrust.test(text)) ||
    dialing.some(({ text }) => /\bDial(?:Context)?\([^)\n]{0,200}"unix"/.test(text))
  )
}

/** Returns whether an address is surely one of plain HTTP; to find out more takes long. */
function isPlain(address: Place, program: Program): boolean {
  const start = /^(?:fmt\.Sprintf\()?["`](?:http:\/\/|\/)/
  const url = /^&?url\.URL\s*\{[^{}]*\bScheme:\s*"http"/
  const [, name] = /^(\w+)\.String\(\)$/.exec(address.node.text) ?? []
  if (name === undefined) return start.test(address.node.text)
  const node = address.node.childForFieldName('function')?.childForFieldName('operand')
  const values = node ? valuesOf({ node, file: address.file }, program) : []
  return values.length > 0 && values.every((text) => url.test(text))
}

/** Returns an expression or, for a name, what is assigned to it, as texts. */
function valuesOf({ node, file }: Place, program: Program): readonly string[] {
  if (node.type !== 'identifier') return [node.text]
  return assignmentsOf({ node, file }, program).flatMap(({ value }) => value?.text ?? [])
}
