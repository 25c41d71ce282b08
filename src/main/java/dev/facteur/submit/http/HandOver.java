package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Composer;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Hands a prepared mail to the acceptance rule.
///
/// @param validateOnly whether all is done but keeping it
record HandOver(Reception reception, Submitter submitter, boolean validateOnly) {
    private static final int BUFFER = 16_384;

    /// @return null when it was only looked at
    /// @throws Rejected when the acceptance rule says no
    Intake.@Nullable Kept keep(Prepared mail, @Nullable String idempotencyKey)
            throws Rejected, HttpRefusal {
        try (var intake =
                reception.begin(submitter, mail.envelope(), idempotencyKey, mail.terms())) {
            write(mail, intake);
            if (!validateOnly) return intake.finish();
            intake.check();
            return null;
        }
    }

    private static void write(Prepared mail, Intake intake) throws Rejected, HttpRefusal {
        try {
            var out = new BufferedOutputStream(new ToIntake(intake), BUFFER);
            Composer.write(mail.message(), out);
            out.flush();
        } catch (RejectedInside refused) {
            throw refused.rejected;
        } catch (IllegalArgumentException unwritable) {
            throw Wrong.field(
                    "headers",
                    "header",
                    "The header cannot be written: " + unwritable.getMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("memory is read and an intake written", impossible);
        }
    }

    private static final class ToIntake extends OutputStream {
        private final Intake intake;

        ToIntake(Intake intake) {
            this.intake = intake;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                intake.write(bytes, offset, length);
            } catch (Rejected rejected) {
                throw new RejectedInside(rejected);
            }
        }
    }

    private static final class RejectedInside extends IOException {
        private final transient Rejected rejected;

        RejectedInside(Rejected rejected) {
            super(rejected);
            this.rejected = rejected;
        }
    }
}
