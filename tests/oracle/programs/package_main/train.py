# feature: modules | truth: right | runs: [[]] | module: app | main: app/__main__.py
