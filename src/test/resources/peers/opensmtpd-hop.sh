user opensmtpd
user opensmtpq
user box
mkdir -p /var/lib/opensmtpd/empty /etc/mail
mkdir -pm 711 /var/spool/smtpd
install -d -o box "$folder/mail"
echo '@ box' >/etc/mail/everybody
# Its TLS does not work with OpenSSL 3, and it takes logins inside TLS only: both stand in front of it.
cat >/etc/smtpd.conf <<CONF
table everybody file:/etc/mail/everybody
filter never phase rcpt-to match rcpt-to regex { "^permfail@" } reject "550 5.1.1 no such user"
filter later phase rcpt-to match rcpt-to regex { "^tempfail@" } reject "451 4.2.1 come back later"
filter both chain { never, later }
listen on 127.0.0.1 port $PORT hostname hop.example filter both
action "box" maildir "$folder/mail" virtual <everybody>
match from any for any action "box"
CONF
smtpd -d -T smtp >"$folder/mainlog" 2>&1 &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
