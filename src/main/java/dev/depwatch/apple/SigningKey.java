package dev.depwatch.apple;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.depwatch.config.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.util.BigIntegers;

/**
 * The private key of an API account, which signs by ES256 (RFC 7518, section 3.4). Reads PKCS#8 ({@code BEGIN PRIVATE
 * KEY}, RFC 5958) and SEC1 ({@code BEGIN EC PRIVATE KEY}, RFC 5915).
 */
record SigningKey(PrivateKey key) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final ASN1ObjectIdentifier EC = new ASN1ObjectIdentifier("1.2.840.10045.2.1");
    private static final ASN1ObjectIdentifier P256 = new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");
    private static final int P256_BITS = 256;
    private static final int NUMBER_BYTES = P256_BITS / Byte.SIZE;

    private static final String EXPECTED =
            "; expected the private key of an API account as Apple gives it: PEM, with an EC key on the curve P-256, and"
                    + " without a passphrase, which `openssl pkey -in KEY -out NEW` removes";

    /** @throws IllegalArgumentException with a sentence for the administrator, which holds nothing of the file */
    static SigningKey of(Secret pem) {
        Matcher block = PEM.matcher(pem.reveal());
        String other = "no PEM private key";
        while (block.find()) {
            String label = block.group(1);
            if (label.equals("PRIVATE KEY") || label.equals("EC PRIVATE KEY")) {
                return of(label.startsWith("EC"), block.group(2));
            }
            other = label;
        }
        throw new IllegalArgumentException("found " + other + " in the file" + EXPECTED);
    }

    private static SigningKey of(boolean isSec1, String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            PrivateKeyInfo key = isSec1 ? framed(ECPrivateKey.getInstance(der)) : PrivateKeyInfo.getInstance(der);
            if (key.getPrivateKeyAlgorithm().equals(new AlgorithmIdentifier(EC, P256))) {
                return new SigningKey(
                        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded())));
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // What the libraries say may quote the key.
            throw new IllegalArgumentException("the private key is damaged" + EXPECTED);
        }
        throw new IllegalArgumentException("the private key is of another kind or on another curve" + EXPECTED);
    }

    /** The number of a SEC1 key in the frame of PKCS#8. A key that names no curve is taken for one on P-256. */
    private static PrivateKeyInfo framed(ECPrivateKey key) throws IOException {
        ASN1Object curve = key.getParametersObject();
        int bits = Math.max(P256_BITS, key.getKey().bitLength());
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(EC, curve == null ? P256 : curve), new ECPrivateKey(bits, key.getKey()));
    }

    /** The signature of a JWT's first two parts: both numbers as 32 bytes, as ES256 wants it. */
    byte[] sign(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(text.getBytes(US_ASCII));
            return joined(ASN1Sequence.getInstance(signature.sign()));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key that was checked cannot sign");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs by ES256", e);
        }
    }

    /** Joins the numbers of a signature: no provider in FIPS mode does that itself. */
    private static byte[] joined(ASN1Sequence numbers) {
        ByteBuffer joined = ByteBuffer.allocate(2 * NUMBER_BYTES);
        for (ASN1Encodable number : numbers) {
            joined.put(BigIntegers.asUnsignedByteArray(
                    NUMBER_BYTES, ASN1Integer.getInstance(number).getValue()));
        }
        return joined.array();
    }

    @Override
    public String toString() {
        return "SigningKey[********]";
    }
}
