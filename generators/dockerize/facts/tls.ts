import type { Source } from '../facts.ts'
import { callsOf } from '../go/calls.ts'
import { importsOf, type Program } from '../go/program.ts'
import { sourceOf } from '../go/source-file.ts'
import { argumentsOf } from '../go/syntax.ts'

/** Functions that connect: the position of the address; undefined if they always use TLS. */
const connects = [
  ['net/http', 'Get', 0],
  ['net/http', 'Head', 0],
  ['net/http', 'Post', 0],
  ['net/http', 'PostForm', 0],
  ['net/http', 'NewRequest', 1],
  ['net/http', 'NewRequestWithContext', 2],
  ['crypto/tls', 'Dial', undefined],
  ['crypto/tls', 'DialWithDialer', undefined],
  ['net/smtp', 'SendMail', undefined],
  ['google.golang.org/grpc/credentials', 'NewTLS', undefined],
  ['google.golang.org/grpc/credentials', 'NewClientTLSFromCert', undefined],
] as const

/** Modules that speak to a service on the internet. */
const hosted =
  /^(cloud\.google\.com\/go\/(?!compute\/metadata)|google\.golang\.org\/(api\/(?!iterator|googleapi)|genai)|firebase\.google\.com\/go|github\.com\/(aws\/aws-sdk-go|Azure\/azure-sdk-for-go|Azure\/azure-storage|stripe\/stripe-go|getsentry\/sentry-go|slack-go\/slack|twilio\/twilio-go|sendgrid\/sendgrid-go|mailgun\/mailgun-go|sashabaranov\/go-openai|openai\/openai-go|anthropics\/anthropic-sdk-go|google\/go-github|google\/generative-ai-go|xanzy\/go-gitlab|bwmarrin\/discordgo|go-telegram-bot-api|go-telegram\/bot|tucnak\/telebot|mymmrac\/telego|PaulSonOfLars\/gotgbot|minio\/minio-go|cloudflare\/cloudflare-go|digitalocean\/godo|hashicorp\/vault\/api|PagerDuty|DataDog|newrelic|aliyun|tencentcloud|go-resty\/resty|imroc\/req|gojek\/heimdall|hashicorp\/go-retryablehttp|parnurzeal\/gorequest|go-mail\/mail|wneessen\/go-mail|gocolly\/colly|mmcdole\/gofeed|coreos\/go-oidc|markbates\/goth|go-git\/go-git)|golang\.org\/x\/(oauth2|crypto\/acme)|gopkg\.in\/(gomail|mail|telebot|tucnak\/telebot)\.)/

/**
 * Returns where a program opens TLS connections to others. An address that is not known counts: it
 * may well be one of https.
 */
export function tlsOf(program: Program): readonly Source[] {
  const calls = connects.flatMap(([path, name, index]) =>
    callsOf(path, [name], program).flatMap((call) => {
      const address = index === undefined ? undefined : argumentsOf(call.node)[index]
      if (address === undefined) return [sourceOf(call)]
      // Only an address that starts with a literal is surely one of plain HTTP; to find out more takes long.
      return /^(fmt\.Sprintf\()?["`](http:\/\/|\/)/.test(address.text) ? [] : [sourceOf(call)]
    }),
  )
  const imports = importsOf(program)
    .filter(({ path }) => hosted.test(path))
    .map(({ source }) => source)
  return [...new Set([...calls, ...imports])]
}
