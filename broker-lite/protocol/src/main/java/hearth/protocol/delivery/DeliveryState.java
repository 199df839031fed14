package hearth.protocol.delivery;

import hearth.protocol.packet.QoS;

/**
 * What the sender of a message waits for (4.3.2, 4.3.3).
 *
 * <pre>
 *   QoS 1: AWAITING_PUBACK --PUBACK--> done
 *
 *   QoS 2: AWAITING_PUBREC --PUBREC--> AWAITING_PUBCOMP --PUBCOMP--> done
 *          AWAITING_PUBREC --PUBREC with an error--> done
 *          AWAITING_PUBCOMP --PUBREC--> AWAITING_PUBCOMP (the PUBREL is sent again)
 * </pre>
 *
 * Everything else is not allowed and changes nothing.
 */
public enum DeliveryState {
  AWAITING_PUBACK,
  AWAITING_PUBREC,
  AWAITING_PUBCOMP,
  DONE;

  /** What the receiver says. */
  enum Answer {
    PUBACK,
    PUBREC,
    PUBREC_WITH_ERROR,
    PUBCOMP
  }

  /** By state, then by answer; null is not allowed. */
  private static final DeliveryState[][] NEXT = {
    // PUBACK, PUBREC, PUBREC_WITH_ERROR, PUBCOMP
    {DONE, null, null, null},
    {null, AWAITING_PUBCOMP, DONE, null},
    {null, AWAITING_PUBCOMP, null, DONE},
    {null, null, null, null},
  };

  static DeliveryState first(QoS qos) {
    if (qos == QoS.AT_MOST_ONCE) {
      throw new IllegalArgumentException("a message of QoS 0 is not waited for");
    }
    // [MQTT-4.3.2-2] [MQTT-4.3.3-2]
    return qos == QoS.AT_LEAST_ONCE ? AWAITING_PUBACK : AWAITING_PUBREC;
  }

  /** The state after an answer, or null where the answer is not allowed. */
  DeliveryState after(Answer answer) {
    return NEXT[ordinal()][answer.ordinal()];
  }
}
