// Sends one mail with Nodemailer, given as JSON on standard input: {host, port, secure, ca, user, password, mail}.
const fs = require('fs')
const nodemailer = require('nodemailer')
const given = JSON.parse(fs.readFileSync(0, 'utf8'))
const transport = nodemailer.createTransport({
  host: given.host,
  port: given.port,
  secure: given.secure,
  requireTLS: true,
  auth: { user: given.user, pass: given.password },
  tls: { ca: fs.readFileSync(given.ca) }
})
transport.sendMail(given.mail).then(
  sent => console.log(sent.response),
  error => { console.error(error); process.exitCode = 1 }
)
