// Somebody else's look at a call of ours: node standardwebhooks.js PACKAGES SECRET ID TIMESTAMP SIGNATURE, the body on
// standard input. Ends with 0 when it takes the call.
'use strict'
const [packages, secret, id, timestamp, signature] = process.argv.slice(2)
const { Webhook } = require(packages + '/node_modules/standardwebhooks')
const body = require('node:fs').readFileSync(0)
const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
new Webhook(secret).verify(body.toString(), headers)
