import type { Port } from '../facts.ts'

/** Functions of packages: the position of the address among the arguments. */
export const functions: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'net/http': { ListenAndServe: 0, ListenAndServeTLS: 0 },
  net: { Listen: 1, ListenTCP: 1 },
  'crypto/tls': { Listen: 1 },
  'github.com/libp2p/go-reuseport': { Listen: 1 },
  'github.com/valyala/fasthttp/reuseport': { Listen: 1 },
  'github.com/kavu/go_reuseport': { Listen: 1, NewReusablePortListener: 1 },
  'github.com/valyala/fasthttp': { ListenAndServe: 0, ListenAndServeTLS: 0 },
  'github.com/fvbock/endless': { ListenAndServe: 0, ListenAndServeTLS: 0 },
  'github.com/tylerb/graceful': { Run: 0 },
  'gopkg.in/tylerb/graceful.v1': { Run: 0 },
  'github.com/valyala/tcplisten': { NewListener: 1 },
  'github.com/cloudwego/hertz/pkg/app/server': { WithHostPorts: 0 },
  'github.com/go-kratos/kratos/transport/http': { Address: 0 },
  'github.com/go-kratos/kratos/transport/grpc': { Address: 0 },
  'github.com/gogf/gf/net/ghttp': {},
  'github.com/soheilhy/cmux': {},
  'github.com/charmbracelet/wish': { WithAddress: 0 },
  'github.com/dapr/go-sdk/service/http': { NewService: 0 },
  'github.com/dapr/go-sdk/service/grpc': { NewService: 0 },
}

/** Whether a package opens sockets as net does, and knows of no protocol on top. */
export function isLikeNet(path: string): boolean {
  return path === 'net' || /(?:^|\/)(?:go[-_])?reuseport$/.test(path)
}

/** A function that opens a socket for packets, or starts a server of a network that it is told. */
export interface PacketFunction {
  /** The positions of the address and of the network among the arguments. */
  readonly address: number
  readonly network?: number
  /** UDP alone unless this says others, or an argument the network. */
  readonly protocols?: readonly Port['protocol'][]
}

type Functions = Readonly<Record<string, PacketFunction>>

const socket = { network: 0, address: 1 }
const dns: Functions = {
  ListenAndServe: { network: 1, address: 0 },
  ListenAndServeTLS: { address: 0, protocols: ['tcp'] },
}
const kcp = { Listen: { address: 0 }, ListenWithOptions: { address: 0 } }
const quic: Functions = { ListenAddr: { address: 0 }, ListenAddrEarly: { address: 0 } }
const http3: Functions = {
  ListenAndServeQUIC: { address: 0 },
  ListenAndServe: { address: 0, protocols: ['http', 'udp'] },
  ListenAndServeTLS: { address: 0, protocols: ['http', 'udp'] },
}

export const packetFunctions: Readonly<Record<string, Functions>> = {
  net: { ListenPacket: socket, ListenUDP: socket },
  'github.com/libp2p/go-reuseport': { ListenPacket: socket },
  'github.com/kavu/go_reuseport': { ListenPacket: socket, NewReusablePortPacketConn: socket },
  'github.com/miekg/dns': dns,
  'codeberg.org/miekg/dns': dns,
  'github.com/pion/dtls': { Listen: socket },
  'github.com/plgd-dev/go-coap': { ListenAndServe: socket, ListenAndServeDTLS: socket },
  'github.com/xtaci/kcp-go': kcp,
  'github.com/sandertv/go-raknet': { Listen: { address: 0 } },
  'github.com/quic-go/quic-go': quic,
  'github.com/lucas-clemente/quic-go': quic,
  'github.com/quic-go/quic-go/http3': http3,
  'github.com/lucas-clemente/quic-go/http3': http3,
}

/** A framework whose values have methods that listen. */
interface Framework {
  readonly module: string
  readonly type: string
  readonly methods: readonly string[]
  /** What it speaks; HTTP unless this says another one. */
  readonly protocol?: Port['protocol']
  /** What it listens on without an address. */
  readonly standard?: { readonly port: number; readonly env?: string }
}

export const frameworks: readonly Framework[] = [
  {
    module: 'github.com/gin-gonic/gin',
    type: 'Engine',
    methods: ['Run', 'RunTLS'],
    standard: { port: 8080, env: 'PORT' },
  },
  {
    module: 'github.com/labstack/echo',
    type: 'Echo',
    methods: ['Start', 'StartTLS', 'StartAutoTLS', 'StartH2CServer'],
  },
  { module: 'github.com/gofiber/fiber', type: 'App', methods: ['Listen', 'ListenTLS'] },
  { module: 'github.com/kataras/iris', type: 'Application', methods: ['Listen', 'Run'] },
  { module: 'github.com/beego/beego', type: '', methods: ['Run'], standard: { port: 8080 } },
  { module: 'github.com/astaxie/beego', type: '', methods: ['Run'], standard: { port: 8080 } },
  {
    module: 'github.com/go-martini/martini',
    type: '',
    methods: ['Run', 'RunOnAddr'],
    standard: { port: 3000, env: 'PORT' },
  },
  {
    module: 'github.com/urfave/negroni',
    type: '',
    methods: ['Run'],
    standard: { port: 8080, env: 'PORT' },
  },
  {
    module: 'github.com/codegangsta/negroni',
    type: '',
    methods: ['Run'],
    standard: { port: 8080, env: 'PORT' },
  },
  { module: 'github.com/go-fuego/fuego', type: '', methods: [] },
  {
    module: 'github.com/valyala/fasthttp',
    type: 'Server',
    methods: ['ListenAndServe', 'ListenAndServeTLS'],
  },
  {
    module: 'github.com/zerodha/fastglue',
    type: 'Fastglue',
    methods: ['ListenAndServe', 'ListenServeAndWaitGracefully'],
  },
  {
    module: 'gopkg.in/mcuadros/go-syslog',
    type: 'Server',
    methods: ['ListenUDP'],
    protocol: 'udp',
  },
  {
    module: 'gopkg.in/mcuadros/go-syslog',
    type: 'Server',
    methods: ['ListenTCP', 'ListenTCPTLS'],
    protocol: 'tcp',
  },
]

/** Servers of go-zero, whose address only their configuration file says. */
export const configured = [
  ['github.com/zeromicro/go-zero/rest', 'Port', 'http'],
  ['github.com/zeromicro/go-zero/zrpc', 'ListenOn', 'grpc'],
] as const
