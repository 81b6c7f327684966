import ArgumentParser

HasbVectors.main()
