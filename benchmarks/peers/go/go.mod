module pymdm/benchmarks/peers/go

go 1.22

require github.com/smallstep/pkcs7 v0.2.3
