/** What a proxy in front of a vendor answers with status 504 when it has waited too long. */
export const gatewayPage =
  '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n</body>\r\n</html>\r\n';
