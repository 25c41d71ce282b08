mkdir -p /var/spool/nullmailer/{queue,tmp,failed}
mkfifo -m 622 /var/spool/nullmailer/trigger
chown -R mail:mail /var/spool/nullmailer
echo 0 >/etc/nullmailer/pausetime # one round, then the end
for sender in anna@shop.example www-data@client.example; do
  /usr/sbin/sendmail -i -f "$sender" "$RECIPIENT" <"$folder/$sender.eml"
  setpriv --reuid mail --regid mail --clear-groups nullmailer-send >&2
done
# It has no mailboxes: what was refused is kept here.
cat /var/spool/nullmailer/failed/*
