user Debian-exim
mkdir -p /var/spool/exim4
chown Debian-exim:Debian-exim /var/spool/exim4
mkdir -p /etc/exim4
install -d -o mail "$folder/mail"
cat >/etc/exim4/exim4.conf <<CONF
primary_hostname = hop.example
log_file_path = $folder/%slog
log_selector = +8bitmime +pipelining
daemon_smtp_ports = $PORT : $IMPLICIT
tls_on_connect_ports = $IMPLICIT
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
notifier_socket =
never_users =
tls_advertise_hosts = *
tls_certificate = /etc/hop/certificate.pem
tls_privatekey = /etc/hop/key.pem
auth_advertise_hosts = \${if def:tls_in_cipher {*}}
acl_smtp_rcpt = rcpt
acl_smtp_data = data

begin acl
rcpt:
  deny local_parts = permfail
    message = 5.1.1 no such user
  defer local_parts = tempfail
    message = 4.2.1 come back later
  accept authenticated = *
    control = dkim_disable_verify
  deny message = 5.7.1 log in first
data:
  deny senders = unverified@example.com
    message = The from address does not match a verified Sender Identity
  accept

begin routers
box:
  driver = accept
  transport = box

begin transports
box:
  driver = appendfile
  directory = $folder/mail
  maildir_format
  user = mail

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{$HOP_USER}}{eq{\$auth3}{$HOP_PASSWORD}}}}
  server_set_id = \$auth2
CONF
chmod 644 /etc/hop/*
install -m 666 /dev/null "$folder/mainlog"
exim4 -bdf &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
