// Sends pushes with the standard library of Go, for comparison: what NanoMDM and its like stand on.
//
// Arguments: the folder with ca.pem and client.pem, and the port. Each line of the input is a number of
// pushes; each is answered by a line of JSON, as benchmarks/_apns_senders.py has it.
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	warm     = 100
	devices  = 10_000
	inFlight = 100
	topic    = "com.apple.mgmt.External.6d3c1b2a-8f4e-4d5a-9b6c-7e8f90a1b2c3"
)

type target struct{ url, magic string }

type figures struct {
	CPU      float64 `json:"cpu"`
	Wall     float64 `json:"wall"`
	Accepted int64   `json:"accepted"`
	RSS      int64   `json:"rss"`
}

func main() {
	folder, port := os.Args[1], os.Args[2]
	targets := everyone(port)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		count, err := strconv.Atoi(lines.Text())
		check(err)
		client := connect(folder)
		send(client, targets, warm)
		before, begun := cpu(), time.Now()
		accepted := send(client, targets, count)
		found := figures{CPU: cpu() - before, Wall: time.Since(begun).Seconds(), Accepted: accepted, RSS: rss()}
		client.CloseIdleConnections()
		check(json.NewEncoder(os.Stdout).Encode(found))
	}
}

func everyone(port string) []target {
	made := make([]target, devices)
	for number := range made {
		token := make([]byte, 32)
		for place := range token {
			token[place] = byte((number + 1) * (place*37 + 11) >> (place % 8))
		}
		magic := fmt.Sprintf("%08X-1B2C-4D3E-8F90-%012X", number*7919, number*104729)
		made[number] = target{"https://127.0.0.1:" + port + "/3/device/" + hex.EncodeToString(token), magic}
	}
	return made
}

func connect(folder string) *http.Client {
	certificate, err := tls.LoadX509KeyPair(filepath.Join(folder, "client.pem"), filepath.Join(folder, "client.pem"))
	check(err)
	authority, err := os.ReadFile(filepath.Join(folder, "ca.pem"))
	check(err)
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(authority)
	return &http.Client{Transport: &http.Transport{
		ForceAttemptHTTP2: true,
		MaxConnsPerHost:   1,
		TLSClientConfig:   &tls.Config{RootCAs: trusted, Certificates: []tls.Certificate{certificate}},
	}}
}

func send(client *http.Client, targets []target, count int) int64 {
	var taken, accepted atomic.Int64
	var workers sync.WaitGroup
	for range inFlight {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for number := taken.Add(1) - 1; number < int64(count); number = taken.Add(1) - 1 {
				if push(client, targets[number%devices]) {
					accepted.Add(1)
				}
			}
		}()
	}
	workers.Wait()
	return accepted.Load()
}

func push(client *http.Client, to target) bool {
	request, err := http.NewRequest(http.MethodPost, to.url, strings.NewReader(`{"mdm":"`+to.magic+`"}`))
	check(err)
	request.Header.Set("apns-topic", topic)
	request.Header.Set("apns-push-type", "mdm")
	request.Header.Set("apns-priority", "10")
	request.Header.Set("apns-expiration", "1800000000")
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	check(err)
	return answer.StatusCode == http.StatusOK && answer.ProtoMajor == 2
}

func usage() syscall.Rusage {
	var used syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return used
}

func cpu() float64 {
	used := usage()
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e9
}

func rss() int64 { return usage().Maxrss }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
