module pymdm/benchmarks/peers/go-apns

go 1.22
