<?php
// Sends one mail with PHPMailer and prints it as it was sent.
// Arguments: host port starttls|implicit ca user password from to
[, $host, $port, $tls, $ca, $user, $password, $from, $to] = $argv;
foreach (['Exception', 'PHPMailer', 'SMTP'] as $class) {
    require "/usr/share/php/libphp-phpmailer/src/$class.php";
}
use PHPMailer\PHPMailer\PHPMailer;

$mail = new PHPMailer(true);
$mail->isSMTP();
$mail->Host = $host;
$mail->Port = (int) $port;
$mail->SMTPAuth = true;
$mail->Username = $user;
$mail->Password = $password;
$mail->SMTPSecure = $tls === 'implicit' ? PHPMailer::ENCRYPTION_SMTPS : PHPMailer::ENCRYPTION_STARTTLS;
$mail->SMTPOptions = ['ssl' => ['cafile' => $ca]];
$mail->Timeout = 20;
$mail->CharSet = 'UTF-8';
$mail->setFrom($from, 'Boutique Été');
$mail->addAddress($to);
$mail->Subject = 'Votre commande n° 12';
$mail->isHTML(true);
$mail->Body = "<p>Merci pour votre commande, à bientôt.</p>\n.\n<p>..</p>";
$mail->AltBody = "Merci pour votre commande, à bientôt.\n.\n..";
$mail->addStringAttachment(random_bytes(5000), 'facture.pdf');
$mail->send();
echo $mail->getSentMIMEMessage();
