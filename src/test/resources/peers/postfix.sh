# The names of this world are in /etc/hosts, which Postfix asks only when told, and not from inside a chroot.
cat >>/etc/postfix/main.cf <<'MAIN'
compatibility_level = 3.6
myhostname = client.example
mydestination = client.example
inet_interfaces = loopback-only
inet_protocols = ipv4
master_service_disable = inet
smtp_host_lookup = native
alias_maps =
maillog_file = /dev/stdout
MAIN
cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
postconf -F '*/*/chroot = n'
mkdir -p /var/spool/postfix /var/lib/postfix
chown postfix /var/lib/postfix
postfix start-fg >&2 &
await test -S /var/spool/postfix/public/pickup
for sender in anna@shop.example www-data@client.example; do
  /usr/sbin/sendmail -i -f "$sender" "$RECIPIENT" <"$folder/$sender.eml"
done
await test -s /var/mail/www-data
cat /var/mail/www-data
await eval 'mailq | grep -q empty'
