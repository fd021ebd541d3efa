# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0.400-alpine3.23 AS build
WORKDIR /source
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json ./
COPY CHANGELOG.md CONTRIBUTING.md README.md SECURITY.md THIRD-PARTY-NOTICES.md ./
COPY docs/ docs/
COPY pipelines/ pipelines/
COPY src/ src/
RUN dotnet restore src/Streams.Cli/Streams.Cli.csproj --locked-mode -p:Configuration=Release
RUN dotnet publish src/Streams.Cli/Streams.Cli.csproj -c Release --no-restore -p:UseAppHost=false -p:DebugType=none -p:GenerateDocumentationFile=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0.11-alpine3.23
# No diagnostics: its sockets want a file system that can be written.
ENV DOTNET_EnableDiagnostics=0
WORKDIR /app
COPY --from=build /app/ ./
COPY --from=build /source/THIRD-PARTY-NOTICES.md ./
COPY LICENSE ./
USER $APP_UID
EXPOSE 9091
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/app/streams.dll"]
CMD ["run"]
