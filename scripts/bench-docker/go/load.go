// The load command compares services: turn by turn it sends GET requests to each of them, on connections that it keeps,
// and prints how many each answered with 200 in a second; last, how many each answered in all.
package main

import (
	"bufio"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	connections = 16
	// Services share the machine's weather, which changes within tenths of a second.
	turnLength = 20 * time.Millisecond
	warmup     = 50 // turns that are not printed
)

func main() {
	path, addresses := os.Args[1], os.Args[3:]
	turns, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	var services [][]*client
	for _, address := range addresses {
		services = append(services, connect(address, path))
	}
	perSecond, total := make([]any, len(services)), make([]any, len(services))
	totals := make([]int, len(services))
	for turn := range warmup + turns {
		// In random order, so that none always comes second.
		for _, i := range rand.Perm(len(services)) {
			n, took := measure(services[i])
			totals[i] += n
			perSecond[i], total[i] = int(float64(n)/took.Seconds()), totals[i]
		}
		if turn >= warmup {
			fmt.Println(perSecond...)
		}
	}
	fmt.Println(total...)
}

// client is a connection that sends one request after the other.
type client struct {
	conn    net.Conn
	answers *bufio.Reader
	request []byte
}

func connect(address, path string) []*client {
	var clients []*client
	for range connections {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			log.Fatal(err)
		}
		request := []byte("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
		clients = append(clients, &client{conn, bufio.NewReader(conn), request})
	}
	return clients
}

// measure returns the requests in one turn of clients, and how long it took.
func measure(clients []*client) (int, time.Duration) {
	counts := make([]int, len(clients))
	start := time.Now()
	var wait sync.WaitGroup
	for i, c := range clients {
		wait.Go(func() { counts[i] = c.send(start.Add(turnLength)) })
	}
	wait.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return total, time.Since(start)
}

// send sends requests until end and returns how many were answered.
func (c *client) send(end time.Time) int {
	n := 0
	for time.Now().Before(end) {
		if _, err := c.conn.Write(c.request); err != nil {
			log.Fatal(err)
		}
		readAnswer(c.answers)
		n++
	}
	return n
}

// readAnswer reads one answer of known length, which has to be a 200.
func readAnswer(r *bufio.Reader) {
	length := -1
	for first := true; ; first = false {
		line, err := r.ReadSlice('\n')
		if err != nil {
			log.Fatal(err)
		}
		if first && string(line[9:12]) != "200" {
			log.Fatalf("got %s", line)
		}
		if len(line) == 2 {
			break
		}
		name, value, _ := strings.Cut(string(line), ":")
		if textproto.CanonicalMIMEHeaderKey(name) == "Content-Length" {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				log.Fatal(err)
			}
		}
	}
	if length < 0 {
		log.Fatal("an answer without a length")
	}
	if _, err := r.Discard(length); err != nil {
		log.Fatal(err)
	}
}
