import type { PeerPorts } from './postfix-dovecot.ts';

/** Dovecot 2.3 as Debian ships it: sdbox, fsync for what matters (its default), no password hashing. */
export function dovecotConfiguration(folder: string, ports: PeerPorts): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
auth_mechanisms = plain
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = sdbox:${folder}/mail/%n
mail_fsync = optimized
mail_uid = mail
mail_gid = mail
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100000
auth_username_format = %n
default_client_limit = 20000
default_process_limit = 4000
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n ${folder}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%n
}
namespace inbox {
  inbox = yes
  separator = /
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
service imap {
  process_limit = 5000
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`;
}

/** Postfix with Debian's defaults, all mail for bench.test handed to Dovecot by LMTP. */
export function postfixConfiguration(folder: string, ports: PeerPorts): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.bench.test
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = bench.test
virtual_mailbox_maps = static:ok
virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}
smtpd_tls_security_level = none
maillog_file = ${folder}/maillog
maillog_file_prefixes = ${folder}
message_size_limit = 60000000
`;
}
