import { describe, expect, test } from 'vitest'
import { factsIn, mainIn, portsOf, program } from './facts.ts'

/** What a program does → its files, its kind, and the ports that a person reads there. */
const cases: Readonly<
  Record<
    string,
    {
      readonly files: Readonly<Record<string, string>>
      readonly kind?: 'cli' | 'worker'
      readonly ports: readonly string[]
    }
  >
> = {
  'a socket that is read in a loop': {
    files: {
      'main.go': program(
        ['net'],
        '\tpc, err := net.ListenPacket("udp", ":9999")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tbuf := make([]byte, 1024)\n\tfor {\n\t\tn, addr, err := pc.ReadFrom(buf)\n\t\tif err != nil {\n\t\t\treturn\n\t\t}\n\t\tpc.WriteTo(buf[:n], addr)\n\t}',
      ),
    },
    ports: ['9999 udp (main.go:8)'],
  },
  'a socket that a function reads once for each turn of a loop': {
    files: {
      'main.go': program(
        ['net'],
        '\taddr := net.UDPAddr{Port: 1234, IP: net.ParseIP("127.0.0.1")}\n\tconn, _ := net.ListenUDP("udp", &addr)\n\tfor {\n\t\thandle(conn)\n\t}',
        '\nfunc handle(conn *net.UDPConn) {\n\tvar buf [512]byte\n\tconn.ReadFromUDP(buf[:])\n}\n',
      ),
    },
    ports: ['1234 udp on 127.0.0.1 (main.go:8)'],
  },
  'a flag, by an address that is resolved': {
    files: {
      'main.go': program(
        ['flag', 'net'],
        '\tlisten := flag.String("statsd.listen-udp", ":9125", "")\n\tflag.Parse()\n\taddr, _ := net.ResolveUDPAddr("udp", *listen)\n\tconn, _ := net.ListenUDP("udp", addr)\n\tbuf := make([]byte, 65535)\n\tfor {\n\t\tconn.ReadFromUDP(buf)\n\t}',
      ),
    },
    ports: ['9125 udp flag statsd.listen-udp address (main.go:9)'],
  },
  'a variable, in a struct whose method reads': {
    files: {
      'main.go': program(
        ['net', 'os', 'os/signal', 'strconv'],
        '\tport, err := strconv.Atoi(os.Getenv("PORT"))\n\tif err != nil {\n\t\tport = 27015\n\t}\n\ts := &server{}\n\ts.start(port)\n\tc := make(chan os.Signal, 1)\n\tsignal.Notify(c)\n\t<-c',
        '\ntype server struct{ conn *net.UDPConn }\n\nfunc (s *server) start(port int) {\n\ts.conn, _ = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4zero, Port: port})\n\tgo s.loop()\n}\n\nfunc (s *server) loop() {\n\tbuf := make([]byte, 1500)\n\tfor {\n\t\ts.conn.ReadFromUDPAddrPort(buf)\n\t}\n}\n',
      ),
    },
    ports: ['27015 udp env PORT port (main.go:13)'],
  },
  'a socket with options': {
    files: {
      'main.go': program(
        ['context', 'net'],
        '\tlc := net.ListenConfig{}\n\tpc, _ := lc.ListenPacket(context.Background(), "udp4", "0.0.0.0:514")\n\tbuf := make([]byte, 9000)\n\tfor {\n\t\tpc.ReadFrom(buf)\n\t}',
      ),
    },
    ports: ['514 udp (main.go:10)'],
  },
  'addresses of netip': {
    files: {
      'main.go': program(
        ['net', 'net/netip'],
        '\ta := net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr("::1"), 3478))\n\tconn, _ := net.ListenUDP("udp6", a)\n\tfor {\n\t\tconn.ReadMsgUDP(nil, nil)\n\t}',
      ),
    },
    ports: ['3478 udp on ::1 (main.go:9)'],
  },
  'a listener for TCP, by addresses of both kinds': {
    files: {
      'main.go': program(
        ['net'],
        '\ta, _ := net.ResolveTCPAddr("tcp", "localhost:7000")\n\tl, _ := net.ListenTCP("tcp", a)\n\tgo l.Accept()\n\tm, _ := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7001})\n\tm.Accept()',
      ),
    },
    ports: ['7000 tcp on localhost (main.go:8)', '7001 tcp on 127.0.0.1 (main.go:11)'],
  },
  'servers of DNS for both transports': {
    files: {
      'main.go': program(
        ['github.com/miekg/dns'],
        '\tgo serve("udp", ":5353")\n\tserve("tcp", ":5354")',
        '\nfunc serve(network, addr string) {\n\tserver := &dns.Server{Addr: addr, Net: network}\n\tserver.ListenAndServe()\n}\n',
      ),
    },
    ports: ['5353 udp (main.go:8)', '5354 tcp (main.go:9)'],
  },
  'one number for both transports': {
    files: {
      'main.go': program(
        ['github.com/miekg/dns'],
        '\tfor _, network := range []string{"tcp", "udp"} {\n\t\tgo dns.ListenAndServe("127.0.0.1:5353", network, nil)\n\t}\n\tselect {}',
      ),
    },
    ports: ['5353 tcp on 127.0.0.1 (main.go:9)', '5353 udp on 127.0.0.1 (main.go:9)'],
  },
  'a server of DNS without a network, and one for TLS': {
    files: {
      'main.go': program(
        ['github.com/miekg/dns'],
        '\tgo (&dns.Server{Addr: ":53"}).ListenAndServe()\n\ts := new(dns.Server)\n\ts.Addr = ":853"\n\ts.Net = "tcp-tls"\n\ts.ListenAndServe()',
      ),
    },
    ports: ['53 udp (main.go:8)', '853 tcp (main.go:10)'],
  },
  'a server of DNS on a socket': {
    files: {
      'main.go': program(
        ['net', 'github.com/miekg/dns'],
        '\tpc, _ := net.ListenPacket("udp", ":5300")\n\t(&dns.Server{PacketConn: pc}).ActivateAndServe()',
      ),
    },
    ports: ['5300 udp (main.go:9)'],
  },
  'a socket of WebRTC, which a library shares': {
    files: {
      'main.go': program(
        ['net', 'github.com/pion/ice/v4'],
        '\tln, _ := net.ListenPacket("udp4", ":8555")\n\tuse(ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: ln}))\n\tselect {}',
      ),
    },
    ports: ['8555 udp (main.go:9)'],
  },
  'variables of one name in different blocks': {
    files: {
      'main.go': program(
        ['net'],
        '\taddr := ":7000"\n\tif true {\n\t\taddr, _ := net.ResolveUDPAddr("udp", ":8125")\n\t\tconn, _ := net.ListenUDP("udp", addr)\n\t\tgo read(conn)\n\t}\n\tif true {\n\t\taddr, _ := net.ResolveTCPAddr("tcp", ":8126")\n\t\tnet.ListenTCP("tcp", addr)\n\t}\n\tif true {\n\t\taddr := addr\n\t\tnet.Listen("tcp", addr)\n\t}\n\tselect {}',
        '\nfunc read(conn *net.UDPConn) {\n\tfor {\n\t\tconn.ReadFromUDP(nil)\n\t}\n}\n',
      ),
    },
    ports: ['7000 tcp (main.go:8)', '8126 tcp (main.go:15)', '8125 udp (main.go:10)'],
  },
  'a socket that goroutines read, whose end main waits for': {
    files: {
      'main.go': program(
        ['net'],
        '\tconn, _ := net.ListenUDP("udp", &net.UDPAddr{IP: []byte{0, 0, 0, 0}, Port: 8080})\n\tquit := make(chan struct{})\n\tfor i := 0; i < 4; i++ {\n\t\tgo listen(conn, quit)\n\t}\n\t<-quit',
        '\nfunc listen(conn *net.UDPConn, quit chan struct{}) {\n\tvar err error\n\tfor err == nil {\n\t\t_, _, err = conn.ReadFromUDP(nil)\n\t}\n\tquit <- struct{}{}\n}\n',
      ),
    },
    ports: ['8080 udp (main.go:8)'],
  },
  'a socket that a goroutine reads until an error, which is waited for': {
    files: {
      'main.go': program(
        ['context', 'net'],
        '\tpc, _ := net.ListenPacket("udp", ":1053")\n\tctx, failed := context.Background(), make(chan error, 1)\n\tgo func() {\n\t\tfor {\n\t\t\t_, _, err := pc.ReadFrom(nil)\n\t\t\tif err != nil {\n\t\t\t\tfailed <- err\n\t\t\t\treturn\n\t\t\t}\n\t\t}\n\t}()\n\tselect {\n\tcase <-ctx.Done():\n\tcase err := <-failed:\n\t\tprintln(err)\n\t}',
      ),
    },
    ports: ['1053 udp (main.go:9)'],
  },
  'no search for others, of which each is waited for': {
    files: {
      'main.go': program(
        ['net'],
        '\tpc, _ := net.ListenPacket("udp", ":8829")\n\tfound := make(chan net.Addr)\n\tgo func() {\n\t\tfor {\n\t\t\t_, addr, err := pc.ReadFrom(nil)\n\t\t\tif err != nil {\n\t\t\t\treturn\n\t\t\t}\n\t\t\tfound <- addr\n\t\t}\n\t}()\n\tprintln(<-found)',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'QUIC and HTTP/3': {
    files: {
      'main.go': program(
        ['net/http', 'github.com/quic-go/quic-go', 'github.com/quic-go/quic-go/http3'],
        '\tgo quic.ListenAddr(":4242", nil, nil)\n\tgo (&http3.Server{Addr: ":8443"}).ListenAndServe()\n\thttp.ListenAndServe(":8443", nil)',
      ),
    },
    ports: ['8443 http (main.go:12)', '8443 udp (main.go:11)', '4242 udp (main.go:10)'],
  },
  'a library for syslog': {
    files: {
      'main.go': program(
        ['gopkg.in/mcuadros/go-syslog.v2'],
        '\tserver := syslog.NewServer()\n\tserver.ListenUDP("0.0.0.0:514")\n\tserver.ListenTCP("0.0.0.0:514")\n\tserver.Boot()\n\tserver.Wait()',
      ),
    },
    ports: ['514 udp (main.go:9)', '514 tcp (main.go:10)'],
  },
  'libraries for protocols on top of UDP': {
    files: {
      'main.go': program(
        [
          'net',
          'github.com/pion/dtls/v2',
          'github.com/plgd-dev/go-coap/v3',
          'github.com/xtaci/kcp-go/v5',
          'github.com/sandertv/go-raknet',
        ],
        '\tdtls.Listen("udp", &net.UDPAddr{Port: 4444}, nil)\n\tkcp.ListenWithOptions(":29900", nil, 10, 3)\n\traknet.Listen(":19132")\n\tcoap.ListenAndServe("udp", ":5688", nil)',
      ),
    },
    ports: [
      '5688 udp (main.go:15)',
      '4444 udp (main.go:12)',
      '19132 udp (main.go:14)',
      '29900 udp (main.go:13)',
    ],
  },
  'a server of DNS whose address is not known': {
    files: {
      'main.go': program(
        ['os', 'github.com/miekg/dns'],
        '\tserver := &dns.Server{Addr: read(os.Args[1]), Net: "udp"}\n\tserver.ListenAndServe()',
      ),
    },
    ports: [],
  },
  'no socket whose address is not known, which may be that of a client': {
    files: {
      'main.go': program(
        ['net', 'os'],
        '\tpc, _ := net.ListenPacket("udp", os.Args[1])\n\tfor {\n\t\tpc.ReadFrom(nil)\n\t}',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'libraries that share a port': {
    files: {
      'main.go': program(
        ['net', 'github.com/libp2p/go-reuseport'],
        '\tpc, _ := reuseport.ListenPacket("udp", ":2055")\n\tgo read(pc)\n\tfast()',
        '\nfunc read(pc net.PacketConn) {\n\tfor {\n\t\tpc.ReadFrom(nil)\n\t}\n}\n',
      ),
      'fast.go':
        'package main\n\nimport (\n\t"net/http"\n\n\t"github.com/valyala/fasthttp/reuseport"\n)\n\nfunc fast() {\n\tl, _ := reuseport.Listen("tcp4", ":8080")\n\thttp.Serve(l, nil)\n}\n',
    },
    ports: ['8080 http (fast.go:10)', '2055 udp (main.go:9)'],
  },
  'URLs in a list': {
    files: {
      'main.go': program(
        ['flag', 'net', 'net/url', 'strings'],
        '\tlisten := flag.String("listen", "sflow://:6343,netflow://:2055", "")\n\tflag.Parse()\n\tfor _, one := range strings.Split(*listen, ",") {\n\t\tu, _ := url.Parse(one)\n\t\tpc, _ := net.ListenPacket("udp", u.Host)\n\t\tgo read(pc)\n\t}\n\tselect {}',
        '\nfunc read(pc net.PacketConn) {\n\tfor {\n\t\tpc.ReadFrom(nil)\n\t}\n}\n',
      ),
    },
    ports: ['6343 udp flag listen list (main.go:11)', '2055 udp flag listen list (main.go:11)'],
  },
  'no search for others by a server, whatever else reads': {
    files: {
      'main.go': program(
        ['net', 'net/http', 'time'],
        '\tgo search()\n\tl := &listener{}\n\tl.conn, _ = net.ListenPacket("udp", ":8554")\n\tgo l.loop()\n\thttp.ListenAndServe(":80", nil)',
        [
          '\ntype listener struct{ conn net.PacketConn }\n',
          'func (l *listener) loop() {\n\tfor {\n\t\tl.conn.ReadFrom(nil)\n\t}\n}\n',
          'func search() {\n\tconn, _ := net.ListenUDP("udp4", &net.UDPAddr{Port: 34569})\n\tanswers(conn)\n}\n',
          'func answers(conn *net.UDPConn) {\n\tconn.SetReadDeadline(time.Now().Add(time.Second))\n\tfor {\n\t\tif _, _, err := conn.ReadFrom(nil); err != nil {\n\t\t\treturn\n\t\t}\n\t}\n}\n',
        ].join('\n'),
      ),
    },
    ports: ['80 http (main.go:14)', '8554 udp (main.go:12)'],
  },
  'a socket that another package reads, and none that only reads for itself': {
    files: {
      'main.go': program(
        ['net', 'example.com/m/server', 'example.com/m/client'],
        '\tpc, _ := net.ListenPacket("udp", ":7000")\n\tclient.Start()\n\ts := server.Server{}\n\ts.Run(pc)\n\tselect {}',
      ),
      'server/server.go':
        'package server\n\nimport "net"\n\ntype Server struct{ conn net.PacketConn }\n\nfunc (s *Server) Run(conn net.PacketConn) {\n\ts.conn = conn\n\tgo s.loop()\n}\n\nfunc (s *Server) loop() {\n\tfor {\n\t\ts.conn.ReadFrom(nil)\n\t}\n}\n',
      'client/client.go':
        'package client\n\nimport (\n\t"net"\n\t"time"\n)\n\nvar conn net.PacketConn\n\nfunc Start() {\n\tconn, _ = net.ListenPacket("udp", ":8554")\n\tgo loop()\n}\n\nfunc loop() {\n\tfor {\n\t\tconn.SetReadDeadline(time.Now())\n\t\tif _, _, err := conn.ReadFrom(nil); err != nil {\n\t\t\treturn\n\t\t}\n\t}\n}\n',
    },
    ports: ['7000 udp (main.go:10)'],
  },
  'no group of hosts': {
    files: {
      'main.go': program(
        ['net', 'syscall'],
        '\ta, _ := net.ListenUDP("udp", &net.UDPAddr{Port: 1900, IP: net.IP{239, 255, 255, 250}})\n\tgo read(a)\n\tgo join()\n\tselect {}',
        '\nfunc join() {\n\tpc, _ := net.ListenPacket("udp4", ":5353")\n\tsyscall.SetsockoptIPMreq(0, syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP, nil)\n\tread(pc)\n}\n\nfunc read(pc net.PacketConn) {\n\tfor {\n\t\tpc.ReadFrom(nil)\n\t}\n}\n',
      ),
    },
    ports: [],
  },
  'no socket that only asks others': {
    files: {
      'main.go': program(
        ['net'],
        '\ta, _ := net.ListenPacket("udp", ":0")\n\tb, _ := net.ListenUDP("udp", nil)\n\tc, _ := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4zero})\n\tfor {\n\t\ta.ReadFrom(nil)\n\t\tb.ReadFrom(nil)\n\t\tc.ReadFrom(nil)\n\t}',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'no ICMP': {
    files: {
      'main.go': program(
        ['net'],
        '\tc, _ := net.ListenPacket("ip4:icmp", "0.0.0.0")\n\tfor {\n\t\tc.ReadFrom(nil)\n\t}',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'no search for others, which ends': {
    files: {
      'main.go': program(
        ['net', 'time'],
        '\tc, _ := net.ListenPacket("udp4", ":8829")\n\tc.SetReadDeadline(time.Now().Add(time.Second))\n\tfor {\n\t\t_, _, err := c.ReadFrom(nil)\n\t\tif err != nil {\n\t\t\tbreak\n\t\t}\n\t}',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'no search for others beside a program that ends': {
    files: {
      'main.go': program(
        ['net', 'time'],
        '\tc, _ := net.ListenPacket("udp4", ":8829")\n\tgo func() {\n\t\tfor {\n\t\t\t_, addr, err := c.ReadFrom(nil)\n\t\t\tif err != nil {\n\t\t\t\treturn\n\t\t\t}\n\t\t\tprintln(addr)\n\t\t}\n\t}()\n\ttime.Sleep(3 * time.Second)',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'no answer that is waited for': {
    files: {
      'main.go': program(
        ['net'],
        '\tc, _ := net.ListenPacket("udp4", ":68")\n\tfor {\n\t\tn, _, _ := c.ReadFrom(nil)\n\t\tif n > 240 {\n\t\t\treturn\n\t\t}\n\t}',
      ),
    },
    kind: 'cli',
    ports: [],
  },
  'no helper that looks for a free port': {
    files: {
      'main.go': program(
        ['net'],
        '\taddr, _ := net.ResolveTCPAddr("tcp", "localhost:0")\n\tl, _ := net.ListenTCP("tcp", addr)\n\tl.Close()',
      ),
    },
    kind: 'cli',
    ports: [],
  },
}

test('a variable without a default is one for a port of UDP', async () => {
  const body =
    '\tpc, _ := net.ListenPacket("udp", ":"+os.Getenv("PORT"))\n\tfor {\n\t\tpc.ReadFrom(nil)\n\t}'
  const facts = await factsIn({ 'main.go': program(['net', 'os'], body) })
  expect(facts.mains.flatMap(({ env }) => env)).toEqual([
    { name: 'PORT', required: false, isUdpPort: true, source: 'main.go:9' },
  ])
  expect(facts.unknown.map(({ what }) => what)).toEqual([
    'The port has no default: the variable PORT sets it.',
  ])
})

describe('the ports of a program for packets are read from', () => {
  test.each(Object.entries(cases))('%s', async (_, { files, kind = 'server', ports }) => {
    const main = await mainIn(files)
    expect({ kind: main.kind, ports: portsOf(main) }).toEqual({ kind, ports })
  })
})
