package dev.facteur.protocol.html;

import java.util.Locale;
import java.util.regex.Pattern;

/// The charsets in which HTML can be read byte by byte: the bytes of ASCII's punctuation mean
/// themselves and nothing else. Not so in UTF-16, UTF-7, HZ and the ISO-2022 family.
final class Charsets {
    private static final Pattern KNOWN =
            Pattern.compile(
                    "|us-ascii|ascii|utf-?8|iso-?8859-\\d{1,2}|latin\\d|windows-\\d{3,4}|cp-?\\d{3,4}"
                            + "|koi8-[ru]|macintosh|euc-(?:jp|kr|tw)|shift_jis|gb2312|gbk|gb18030"
                            + "|big5|tis-620");

    private Charsets() {}

    /// @param name of the parameter, `""` where there is none
    static boolean read(String name) {
        return KNOWN.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
