user Debian-exim
mkdir -p /var/spool/exim4
chown Debian-exim:Debian-exim /var/spool/exim4
mkdir -p /etc/exim4
install -d -o mail "$folder/mail"
cat >/etc/exim4/exim4.conf <<CONF
primary_hostname = hop.example
log_file_path = $folder/%slog
daemon_smtp_ports = $PORT
local_interfaces = 127.0.0.1
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
never_users =
tls_advertise_hosts =
acl_smtp_rcpt = rcpt
delay_warning = 1s

begin acl
rcpt:
  accept control = dkim_disable_verify

begin routers
back:
  driver = manualroute
  domains = bounce.example.com
  route_list = * 127.0.0.1
  self = send
  transport = back
slow:
  driver = redirect
  local_parts = slow
  allow_defer
  data = :defer: The mailbox is busy
full:
  driver = accept
  local_parts = full
  transport = full
box:
  driver = accept
  local_parts = ! vanished
  transport = box

begin transports
back:
  driver = smtp
  port = $BACK
  allow_localhost
full:
  driver = appendfile
  directory = $folder/mail
  maildir_format
  quota = 1
  user = mail
box:
  driver = appendfile
  directory = $folder/mail
  maildir_format
  user = mail

begin retry
slow@* * F,4d,1s
CONF
install -m 666 /dev/null "$folder/mainlog"
exim4 -bdf -q1s &
# Whoever waits for it gives up after a minute.
while [ ! -e "$folder/stop" ] && [ $SECONDS -lt 60 ]; do sleep 0.05; done
