module streams/replay

go 1.19
