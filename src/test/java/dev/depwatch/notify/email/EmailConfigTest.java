package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.ConfigRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EmailConfigTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void make() throws IOException {
        ConfigRule.writeFiles(folder);
    }

    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            given: host: mail.example.org; from: a@example.org; to: b@example.org
            the minimum
            with a sign-in
              username: u; passwordFile: s
            an authority of its own
              caFile: ca.pem
            no encryption is a warning
              tls: none => tls: the messages travel unencrypted; use starttls or implicit if the server can
            never a password without encryption
              tls: none; username: u; passwordFile: s
              => tls: found none, with a username: the password would travel unencrypted; expected starttls or
            a mistyped kind of encryption
              tls: ssl => tls: found "ssl"; expected starttls or implicit or none
            port 0
              port: 0 => port: found 0; expected 1 to 65535
            a port too high
              port: 65536 => port: found 65536; expected 1 to 65535
            a port in words
              port: smtp => port: found "smtp"; expected a whole number
            a username without a password
              username: u => passwordFile: missing; expected beside user
            a password without a username
              passwordFile: s => username: missing; expected beside pass
            a blank username
              username: ''; passwordFile: s => username: found ""; expected a text
            a missing authority
              caFile: none.pem => caFile: cannot read "FOLDER/none.pem" (no such file); expected a PEM file
            a form of OpenSSL's own
              caFile: trusted.pem => caFile: cannot read "FOLDER/trusted.pem" (no such block in it); expected
            given: from: a@example.org; to: b@example.org
            an IPv4 address as host
              host: 192.0.2.1
            an IPv6 address as host
              host: 2001:db8::1
            no encryption within this host
              host: localhost; tls: none
            no password without encryption on this host
              host: 127.0.0.1; tls: none; username: u; passwordFile: s => tls: found none, with a username
            no host
              => host: missing; expected a text
            a URL as host
              host: smtp://mail.example.org
              => host: found "smtp://mail.example.org"; expected a host name such as mail.example.org
            a port with the host
              host: mail:25 => host: found "mail:25"; expected a host
            given: host: mail.example.org
            several recipients
              from: a@example.org; to: [b@example.org, c@example.org]
            addresses with names
              from: depwatch <a@example.org>; to: '"IT, all" <b@example.org>'
            no sender
              to: b@example.org => from: missing; expected a text
            no recipient
              from: a@example.org; to: [] => to: found no address; expected at least one
            no recipients at all
              from: a@example.org => to: missing; expected
            each wrong address is reported
              from: depwatch; to: [b@example.org, 'c@', 'd@example.org, e@example.org']
              => from: found "depwatch"; expected one address such as it@example.org
              => to[1]: found "c@"; expected one address
              => to[2]: found "d@example.org, e@example.org"; expected one address
            letters that not every server accepts
              from: a@example.org; to: [bücher@example.org, b@bücher.example]
              => to[0]: found "bücher@example.org"; expected one address such as it@example.org, in ASCII
              => to[1]: found "b@bücher.example"; expected one address such as it@example.org, in ASCII
            a line end in an address
              from: "a@example.org\\r\\nBcc: x@example.net"; to: "b@example.org\\n" => from: found
              => to: found
            a group
              from: a@example.org; to: 'all: b@example.org;' => to[0]: found "all: b@ex
            the ASCII form
              from: a@xn--bcher-kva.example; to: b@xn--bcher-kva.example
            given:
            all problems at once
              host: ''; port: 99999; tls: none; username: u; from: x; to: [] => host: found ""
              => passwordFile: missing
              => port: found 99999
              => tls: found none, with a username
              => from: found "x"
              => to: found no address
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void insecure_or_invalid_settings_are_rejected(ConfigRule rule) throws IOException {
        rule.check(folder, EmailConfig.class);
    }

    @ParameterizedTest
    @CsvSource({"'',587", "tls: starttls,587", "tls: implicit,465", "tls: none,25", "port: 2525,2525"})
    void the_default_port_depends_on_the_encryption(String written, int port) throws Exception {
        String text = "host: mail.example.org\nfrom: a@example.org\nto: b@example.org\n" + written;
        Path file = Files.writeString(folder.resolve("email.yml"), text);

        assertThat(ConfigFile.read(file, Map.of()).bind(EmailConfig.class).serverPort())
                .isEqualTo(port);
    }
}
