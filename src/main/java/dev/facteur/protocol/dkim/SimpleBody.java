package dev.facteur.protocol.dkim;

/// RFC 6376 §3.4.3: the body as it is, but empty lines at its end count as none, and it ends in
/// CRLF even when it is empty.
final class SimpleBody implements BodyHash.BodyForm {
    private final HashedBytes out;
    private boolean heldReturn;
    private long heldLines;

    SimpleBody(HashedBytes out) {
        this.out = out;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            if (heldReturn) {
                heldReturn = false;
                if (b == '\n') {
                    heldLines++;
                    continue;
                }
                releaseLines();
                out.put((byte) '\r');
            }
            if (b == '\r') {
                heldReturn = true;
            } else {
                releaseLines();
                out.put(b);
            }
        }
    }

    private void releaseLines() {
        for (; heldLines > 0; heldLines--) {
            out.put((byte) '\r');
            out.put((byte) '\n');
        }
    }

    @Override
    public void finish() {
        if (heldReturn) {
            releaseLines();
            out.put((byte) '\r');
        }
        heldLines = 1;
        releaseLines();
    }
}
