<?php
// Reads, flags, files and deletes mail with PHP's imap extension, which is the UW c-client library.
// Takes {port, address, password} as JSON from standard input and writes what it saw as JSON.
$given = json_decode(stream_get_contents(STDIN), true);
$server = '{localhost:' . $given['port'] . '/imap/ssl/validate-cert}';
imap_timeout(IMAP_OPENTIMEOUT, 10);
$box = imap_open($server . 'INBOX', $given['address'], $given['password'], 0, 0);
if (!$box) exit(json_encode(imap_errors()));

$seen = [];
$seen['list'] = array_map(fn ($name) => substr($name, strlen($server)), imap_list($box, $server, '*'));
$text = "From: a@example.test\r\nSubject: c-client\r\n\r\nHello\r\n";
$name = imap_utf7_encode("Gr\xf6\xdfe");
imap_createmailbox($box, $server . $name);
imap_append($box, $server . $name, $text, '\\Seen \\Flagged');
imap_reopen($box, $server . $name);
$seen['messages'] = imap_num_msg($box);
$overview = imap_fetch_overview($box, '1:*')[0];
$seen['overview'] = [$overview->subject, $overview->size === strlen($text), $overview->flagged];
$seen['body'] = imap_body($box, 1, FT_PEEK);
$seen['search'] = imap_search($box, 'FLAGGED SUBJECT "c-client"', SE_UID);
imap_setflag_full($box, '1', '\\Answered');
imap_mail_move($box, '1', 'Archive');
imap_expunge($box);
$seen['left'] = imap_num_msg($box);
imap_reopen($box, $server . 'Archive');
$seen['moved'] = imap_search($box, 'ANSWERED FLAGGED');
imap_delete($box, (string) imap_num_msg($box));
imap_close($box, CL_EXPUNGE);

$box = imap_open($server . 'INBOX', $given['address'], $given['password']);
$seen['archive'] = imap_status($box, $server . 'Archive', SA_ALL)->messages;
$seen['deleted'] = imap_deletemailbox($box, $server . $name);
$structure = imap_fetchstructure($box, 1);
$seen['structure'] = [$structure->subtype, count($structure->parts), $structure->parts[1]->subtype];
$seen['errors'] = imap_errors();
echo json_encode($seen);
