user opensmtpd
user opensmtpq
user box
mkdir -p /var/lib/opensmtpd/empty /etc/mail
mkdir -pm 711 /var/spool/smtpd
install -d -o box "$folder/mail"
echo '@ box' >/etc/mail/everybody
cat >/etc/smtpd.conf <<CONF
bounce warn-interval 1s
table everybody file:/etc/mail/everybody
filter never phase rcpt-to match rcpt-to regex { "@" } reject "550 5.1.1 No such user here"
listen on 127.0.0.1 port $NEXT hostname next.example filter never
listen on 127.0.0.1 port $PORT hostname hop.example
action "back" relay host smtp://127.0.0.1:$BACK
action "vanished" relay host smtp://127.0.0.1:$NEXT
action "full" mda "echo The mailbox is full; exit 73" virtual <everybody>
action "slow" mda "echo The mailbox is busy; exit 75" virtual <everybody>
match from any for domain "bounce.example.com" action "back"
match from any for rcpt-to regex "^vanished@" action "vanished"
match from any for rcpt-to regex "^full@" action "full"
match from any for rcpt-to regex "^slow@" action "slow"
CONF
smtpd -d -T smtp >"$folder/mainlog" 2>&1 &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
