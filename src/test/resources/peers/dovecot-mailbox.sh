user dovecot
user dovenull
mkdir -p /run/dovecot /var/lib/dovecot
install -d -o mail -g mail "$folder/home"
cat >/etc/dovecot.conf <<CONF
protocols = imap lmtp
listen = 127.0.0.1
log_path = $folder/mainlog
auth_verbose = yes
mail_debug = yes
ssl = required
ssl_cert = </etc/hop/certificate.pem
ssl_key = </etc/hop/key.pem
ssl_dh =
auth_mechanisms = plain login
auth_username_format = %Ln
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
first_valid_uid = 1
mail_location = maildir:~/mail
recipient_delimiter = +
namespace inbox {
  inbox = yes
  mailbox Junk {
    auto = create
    special_use = \Junk
  }
  mailbox Trash {
    auto = create
    special_use = \Trash
  }
}
service imap-login {
  inet_listener imap {
    port = $STARTTLS
  }
  inet_listener imaps {
    port = $IMPLICIT
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = $LMTP
  }
}
protocol lmtp {
  mail_plugins = sieve
}
plugin {
  sieve_before = /etc/filing.sieve
}
passdb {
  driver = static
  args = password=$PASSWORD
}
userdb {
  driver = static
  args = uid=mail gid=mail home=$folder/home/%n
}
CONF
sievec -c /etc/dovecot.conf /etc/filing.sieve
install -m 666 /dev/null "$folder/mainlog"
dovecot -F -c /etc/dovecot.conf >>"$folder/mainlog" 2>&1 &
# Whoever waits for it gives up after two minutes.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 120 ]; do sleep 0.05; done
