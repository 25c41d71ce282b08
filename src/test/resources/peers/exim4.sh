user Debian-exim
usermod -d / www-data
mkdir -p /var/spool/exim4 /var/log/exim4
chown Debian-exim:Debian-exim /var/spool/exim4
mount -t tmpfs -o mode=777 tmpfs /var/log
mkdir -m 777 /var/log/exim4
ln -sf exim4 /usr/sbin/sendmail
chmod u+s /usr/sbin/exim4
for sender in anna@shop.example www-data@client.example; do
  /usr/sbin/sendmail -odi -i -f "$sender" "$RECIPIENT" <"$folder/$sender.eml"
done
await test -s /var/mail/www-data || cat /var/log/exim4/* >&2
cat /var/mail/www-data
