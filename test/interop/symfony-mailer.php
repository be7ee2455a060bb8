<?php
// Sends a message with Symfony Mailer, which Nextcloud sends with. Reads JSON from standard input,
// prints JSON: ok, or what an administrator would read on the page.
require_once 'Symfony/Component/Mailer/autoload.php';

use Symfony\Component\Mailer\Envelope;
use Symfony\Component\Mailer\Transport\Smtp\EsmtpTransport;
use Symfony\Component\Mime\Address;
use Symfony\Component\Mime\Email;

$ask = json_decode(stream_get_contents(STDIN), true, 16, JSON_THROW_ON_ERROR);
$transport = new EsmtpTransport($ask['host'], $ask['port'], $ask['tls']);
$transport->setUsername($ask['login']);
$transport->setPassword($ask['password']);
$stream = $transport->getStream();
$stream->setTimeout($ask['timeout']);
$stream->setStreamOptions(['ssl' => $ask['ssl']]);

$email = (new Email())
    ->from($ask['from'])
    ->to($ask['to'])
    ->subject('Email setting test')
    ->text('Well done! If you received this email, the email configuration seems to be correct.');
try {
    $transport->send($email, new Envelope(new Address($ask['sender']), [new Address($ask['to'])]));
    $said = ['ok' => true];
} catch (Throwable $error) {
    $said = ['ok' => false, 'message' => $error->getMessage()];
}
echo json_encode($said);
