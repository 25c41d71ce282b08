<?php
// Sends one mail with PHP's own mail(). Arguments: from to; the body comes on standard input.
[, $from, $to] = $argv;
$headers = "From: Boutique <$from>\r\nContent-Type: text/plain; charset=utf-8\r\nX-Site: wordpress";
exit(mail($to, 'Password reset', file_get_contents('php://stdin'), $headers, "-f$from") ? 0 : 1);
