user opensmtpd
user opensmtpq
mkdir -p /var/lib/opensmtpd/empty
mkdir -pm 711 /var/spool/smtpd
chown root:opensmtpd /etc/mail/facteur
chmod 640 /etc/mail/facteur
chgrp opensmtpq /usr/sbin/smtpctl
chmod 2755 /usr/sbin/smtpctl
ln -sf smtpctl /usr/sbin/sendmail
smtpd -d >&2 &
await test -S /run/smtpd.sock
for sender in anna@shop.example www-data@client.example; do
  /usr/sbin/sendmail -i -f "$sender" "$RECIPIENT" <"$folder/$sender.eml"
done
await test -s /var/mail/www-data
cat /var/mail/www-data
await eval '[ -z "$(smtpctl show queue)" ]'
