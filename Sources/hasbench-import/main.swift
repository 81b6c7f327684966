import BenchImport

await ImportCommand.start()
