package dev.depwatch.notify.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.email.EmailConfig.Tls;
import dev.depwatch.notify.email.SmtpSession.Phase;
import jakarta.mail.Session;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

class ReplyFuzz {
    private static final List<Phase> STEPS = List.copyOf(EnumSet.allOf(Phase.class));
    private static final SmtpClient CLIENT = new SmtpClient(
            new EmailConfig(
                    "smtp.example.org",
                    Optional.empty(),
                    Tls.STARTTLS,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "depwatch@example.org",
                    List.of("team@example.org")),
            EmailNotifier.TIMEOUT,
            Session.getInstance(new Properties()));

    /** The first byte selects the command; the rest of the input is the answer. */
    @FuzzTest
    void a_refusal_names_the_codes_and_repeats_no_text(byte[] input) {
        String text = new String(input, UTF_8);
        if (!text.matches("(?s).[45][0-9]{2}.*")) {
            return;
        }
        Phase phase = STEPS.get(text.charAt(0) % STEPS.size());
        String answer = text.substring(1);
        Reply reply = Reply.of(Integer.parseInt(answer.substring(0, 3)), answer);

        DeliveryException refusal = CLIENT.refusal(phase, reply);

        assertThat(reply.toString()).matches("[45][0-9]{2}( [245]\\.[0-9]{1,3}\\.[0-9]{1,3})?");
        assertThat(answer.substring(3)).contains(reply.enhanced());
        assertThat(refusal.getMessage())
                .matches("smtp\\.example\\.org:587 answers " + reply + " " + phase.phrase() + ": [ -~]{20,200}");
    }
}
