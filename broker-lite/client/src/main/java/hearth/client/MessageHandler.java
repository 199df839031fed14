package hearth.client;

/**
 * What a subscription calls with each message, in the order of arrival, one call at a time: on the
 * event loop's thread, where it must not block, or on the executor given to {@link
 * MqttClientBuilder#handlerExecutor}.
 */
@FunctionalInterface
public interface MessageHandler {
  /**
   * @throws Exception which is reported to {@link ClientListener#onHandlerFailed}; the message
   *     counts as handled
   */
  void onMessage(ReceivedMessage message) throws Exception;
}
