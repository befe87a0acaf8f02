// The rolling command sends SIGTERM to a service under load, and prints how many requests were
// answered and lost. 50 clients keep their connection until a response closes it. Another 50 open a
// new connection for each request, as a load balancer does until it notices. Here, that takes half
// of the drain delay, because a busy service accepts connections late.
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	clients = 50
	request = "GET /livez HTTP/1.1\r\nHost: test\r\n\r\n"
)

var answered, lost atomic.Int64

func main() {
	address := os.Args[1]
	pid, pidErr := strconv.Atoi(os.Args[2])
	delay, delayErr := time.ParseDuration(os.Args[3])
	if pidErr != nil || delayErr != nil {
		log.Fatal("usage: rolling ADDRESS PID DELAY")
	}
	before := 500 * time.Millisecond
	end := time.Now().Add(before + delay/2)
	var wait sync.WaitGroup
	for range clients {
		wait.Go(func() { keepAlive(address) })
		wait.Go(func() {
			for time.Now().Before(end) {
				if conn := dial(address); conn != nil {
					ask(conn, bufio.NewReader(conn))
					_ = conn.Close()
				}
				time.Sleep(5 * time.Millisecond) // Otherwise, the ports run out.
			}
		})
	}
	time.Sleep(before)
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		log.Fatal(err)
	}
	wait.Wait()
	fmt.Println(answered.Load(), lost.Load())
}

// keepAlive sends requests on one connection until a response closes it.
func keepAlive(address string) {
	conn := dial(address)
	if conn == nil {
		return
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for !ask(conn, reader) {
		time.Sleep(time.Millisecond)
	}
}

func dial(address string) net.Conn {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		lost.Add(1)
		return nil
	}
	return conn
}

// ask sends one request, and returns whether the connection ends with its response.
func ask(conn net.Conn, reader *bufio.Reader) bool {
	if _, err := io.WriteString(conn, request); err != nil {
		lost.Add(1)
		return true
	}
	resp, err := http.ReadResponse(reader, nil)
	if err != nil {
		lost.Add(1)
		return true
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "ok\n" {
		lost.Add(1)
		return true
	}
	answered.Add(1)
	return resp.Close
}
