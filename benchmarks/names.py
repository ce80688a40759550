"""Names that the benchmark and the processes it starts agree on."""

from typing import Final

HOST: Final = "127.0.0.1"  # only this machine is ever loaded
ORIGIN: Final = "http://localhost:4200"
BASE: Final = "/EvtMgmt/api/v2.0/"

# Environment variables of processes.
BARE_FOLDER: Final = "BENCHMARK_BARE_FOLDER"  # holds the bare application's `body` and `headers.json`
BATCH_SIZE: Final = "BENCHMARK_BATCH_SIZE"  # how many registrations one transaction may take
