user dovecot
user dovenull
mkdir -p /run/dovecot /var/lib/dovecot
install -d -o mail -g mail "$folder/home"
cat >/etc/dovecot-oauth2.conf <<CONF
introspection_url = $INTROSPECTION
introspection_mode = post
username_attribute = email
active_attribute = active
active_value = true
CONF
cat >/etc/dovecot.conf <<CONF
protocols = submission
listen = 127.0.0.1
log_path = $folder/mainlog
auth_verbose = yes
ssl = required
ssl_cert = </etc/hop/certificate.pem
ssl_key = </etc/hop/key.pem
ssl_dh =
auth_mechanisms = $MECHANISMS
first_valid_uid = 1
mail_location = maildir:~/mail
submission_relay_host = 127.0.0.1
submission_relay_port = $RELAY
service submission-login {
  inet_listener submission {
    port = $PORT
  }
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = /etc/dovecot-oauth2.conf
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$folder/home
}
CONF
install -m 666 /dev/null "$folder/mainlog"
dovecot -F -c /etc/dovecot.conf >>"$folder/mainlog" 2>&1 &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
