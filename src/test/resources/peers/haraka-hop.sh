mkdir -p "$folder"/haraka/{config,plugins} "$folder"/mail/{tmp,new}
cd "$folder/haraka"
printf 'listen=127.0.0.1:%s,127.0.0.1:%s\nsmtps_port=%s\n' "$PORT" "$IMPLICIT" "$IMPLICIT" >config/smtp.ini
echo hop.example >config/me
# As many as RFC 5321 allows, with their CRLF; by itself Haraka breaks a line after 992.
sed "s/^data_line_length=.*/data_line_length=1000/" /usr/lib/haraka/node_modules/Haraka/config/connection.ini >config/connection.ini
printf 'tls\nauth/flat_file\nhop\n' >config/plugins
printf '[main]\n' >config/tls.ini
cp /etc/hop/certificate.pem config/tls_cert.pem
cp /etc/hop/key.pem config/tls_key.pem
printf '[core]\nmethods=PLAIN\nconstrain_sender=false\n[users]\n%s=%s\n' "$HOP_USER" "$HOP_PASSWORD" >config/auth_flat_file.ini
cat >plugins/hop.js <<'PLUGIN'
'use strict'
const fs = require('node:fs')
const mail = process.env.MAIL
exports.hook_lookup_rdns = (next) => next(OK, 'localhost')
exports.hook_rcpt = (next, connection, params) => {
  if (!connection.notes.auth_user) return next(DENY, '5.7.1 log in first')
  if (params[0].user === 'permfail') return next(DENY, '5.1.1 no such user')
  if (params[0].user === 'tempfail') return next(DENYSOFT, '4.2.1 come back later')
  next(OK)
}
exports.hook_mail = (next, connection, params) => {
  connection.transaction.notes.body = params[1]?.BODY
  // Haraka notes that a group of commands came only when it has to wait between them.
  setImmediate(next)
}
exports.hook_data = (next, connection) => {
  if (connection.transaction.mail_from.user !== 'unverified') return next()
  next(DENY, 'The from address does not match a verified Sender Identity')
}
// Whoever has logged in is a sender to Haraka; nothing is to leave this machine.
exports.hook_queue_outbound = (next, connection) => {
  const used = [connection.transaction.notes.body, connection.pipelining ? 'PIPELINING' : '']
  fs.appendFileSync(mail + '../mainlog', used.map((name) => 'was used: ' + name + '\n').join(''))
  const name = Date.now() + '.' + connection.transaction.uuid
  const file = fs.createWriteStream(mail + 'tmp/' + name)
  file.on('error', (trouble) => next(DENYSOFT, trouble.message))
  file.on('finish', () => {
    fs.renameSync(mail + 'tmp/' + name, mail + 'new/' + name)
    next(OK)
  })
  connection.transaction.message_stream.pipe(file, { line_endings: '\n' })
}
PLUGIN
MAIL=$folder/mail/ /usr/lib/haraka/node_modules/.bin/haraka -c . >>"$folder/mainlog" 2>&1 &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
