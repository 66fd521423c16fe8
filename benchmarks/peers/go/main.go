// Measures the CMS verification that NanoMDM does for each request, for comparison.
//
// The file named on the command line holds one case a line: the Mdm-Signature header, a space, the body in
// base64. Every case is verified -passes times; the CPU time of one verification is printed in nanoseconds.
package main

import (
	"bufio"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"syscall"

	"github.com/smallstep/pkcs7"
)

type signed struct {
	header string
	body   []byte
}

func main() {
	passes := flag.Int("passes", 1, "verifications of each case")
	flag.Parse()
	cases, err := read(flag.Arg(0))
	if err != nil {
		log.Fatal(err)
	}
	before := cpu()
	for range *passes {
		for _, each := range cases {
			if err := verify(each); err != nil {
				log.Fatal(err)
			}
		}
	}
	fmt.Println((cpu() - before) / int64(*passes*len(cases)))
}

func read(path string) ([]signed, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var cases []signed
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		header, encoded, found := strings.Cut(lines.Text(), " ")
		if !found {
			return nil, errors.New("expected a header, a space, a body")
		}
		body, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, err
		}
		cases = append(cases, signed{header, body})
	}
	return cases, lines.Err()
}

func verify(each signed) error {
	der, err := base64.StdEncoding.DecodeString(each.header)
	if err != nil {
		return err
	}
	message, err := pkcs7.Parse(der)
	if err != nil {
		return err
	}
	message.Content = each.body
	if err := message.Verify(); err != nil {
		return err
	}
	if message.GetOnlySigner() == nil {
		return errors.New("expected one signer")
	}
	return nil
}

func cpu() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
