// The load command sends GET requests on kept connections for a while and prints how many got 200 in a second.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	address, path := os.Args[1], os.Args[2]
	connections, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	duration, err := time.ParseDuration(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	request := []byte("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
	counts := make([]int, connections)
	start := time.Now()
	var wait sync.WaitGroup
	for i := range connections {
		wait.Go(func() { counts[i] = client(address, request, start.Add(duration)) })
	}
	wait.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	fmt.Printf("%.0f\n", float64(total)/time.Since(start).Seconds())
}

// client sends one request after the other until end and returns how many were answered.
func client(address string, request []byte, end time.Time) int {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	n := 0
	for time.Now().Before(end) {
		if _, err := conn.Write(request); err != nil {
			log.Fatal(err)
		}
		readAnswer(r)
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
