// Somebody else's authorisation server, at the paths of Google's: node oauth2-mock-server.js PACKAGES PORT STOP
'use strict'
const fs = require('node:fs')
const [packages, port, stop] = process.argv.slice(2)
const { OAuth2Server } = require(packages + '/node_modules/oauth2-mock-server')
const endpoints = { authorize: '/o/oauth2/v2/auth', token: '/token' }
const server = new OAuth2Server(undefined, undefined, { endpoints })
// By itself it grants "dummy", whatever is asked for.
server.service.on('beforeResponse', (answer) => { answer.body.scope = 'https://mail.google.com/' })
const started = Date.now()
const end = () => {
  // Whoever waits for it gives up after a minute.
  if (!fs.existsSync(stop) && Date.now() - started < 60_000) return setTimeout(end, 50)
  process.exit(0)
}
server.issuer.keys.generate('RS256').then(() => server.start(Number(port), '127.0.0.1')).then(end)
