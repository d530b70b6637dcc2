package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Certificates;
import dev.depwatch.http.Certificates.Identity;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.DeliveryException.Reason;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.tls.Trust;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent mail server accepts the messages. */
class GreenMailTest {
    private static final String ACCOUNT = "account";

    @TempDir
    private static Path folder;

    private static Optional<Identity> identity = Optional.empty();
    private final GreenMail server = Mail.server(ServerSetup.PROTOCOL_SMTPS);

    /** GreenMail reads its key once for each process. */
    @BeforeAll
    static void create_its_key() throws Exception {
        Certificates certificates = new Certificates(folder);
        Identity made = certificates.selfSigned("localhost");
        identity = Optional.of(made);
        System.setProperty(
                DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_FILE_PROPERTY,
                certificates.store(made).toString());
        System.setProperty(DummySSLServerSocketFactory.GREENMAIL_KEYSTORE_PASSWORD_PROPERTY, Certificates.PASSWORD);
    }

    @BeforeEach
    void start() {
        server.setUser("it@example.org", ACCOUNT, "right");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void an_alert_and_its_end_arrive_as_one_conversation() throws Exception {
        Notification opened = SampleAlerts.opened();
        EmailNotifier notifier = notifier("right");

        Optional<String> handle = notifier.deliver(opened);
        notifier.deliver(SampleAlerts.later(
                NotifyReason.RESOLVED,
                opened,
                SampleAlerts.ended(),
                handle,
                opened.at().plusSeconds(600)));

        List<Mail> arrived =
                Stream.of(server.getReceivedMessages()).map(Mail::new).toList();
        assertThat(arrived).hasSize(2);
        assertThat(arrived.get(0).text()).contains("2 tokens need regenerating");
        assertThat(arrived.get(0).html()).contains("Physics &amp; &lt;Friends&gt;");
        assertThat(arrived.get(1).header("References"))
                .isEqualTo(arrived.get(0).header("Message-ID"))
                .isEqualTo(handle.orElseThrow());
    }

    @Test
    void a_wrong_password_is_refused() throws Exception {
        EmailNotifier notifier = notifier("wrong");

        DeliveryException failure =
                catchThrowableOfType(DeliveryException.class, () -> notifier.deliver(SampleAlerts.opened()));

        assertThat(failure.reason()).isEqualTo(Reason.REJECTED);
        assertThat(failure).hasMessageContaining("check username and passwordFile");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private EmailNotifier notifier(String password) throws Exception {
        EmailConfig config = new EmailConfig(
                "localhost",
                Optional.of(server.getSmtps().getPort()),
                EmailConfig.Tls.IMPLICIT,
                Optional.of(ACCOUNT),
                Optional.of(new Secret(password)),
                Optional.empty(),
                "depwatch@example.org",
                List.of("it@example.org"));
        return new EmailNotifier(
                config,
                Trust.including(identity.map(Identity::pem)),
                EmailNotifier.TIMEOUT,
                ZoneId.of("Europe/Zurich"));
    }
}
